import { StoreError } from '../store-error.js'
import { hasNamelessHost, parametersOf } from './address.js'

/** Where an EventStoreDB is, and as whom to come there. */
export interface EventStoreDbSettings {
  /** `esdb://host:port,…?tls=true&tlsCAFile=…`, without credentials. */
  readonly url: string
  /** Of the one writer; absent on a server without access control. */
  readonly credentials?: Credentials
  /** Milliseconds after which an append that is not answered is ambiguous. */
  readonly appendLimit?: number
  /** Milliseconds after which a page that is not whole is asked for again. */
  readonly readLimit?: number
  /** Milliseconds that a read goes on asking a server that cannot answer. */
  readonly patience?: number
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Parameters that would change what the adapter relies on. */
const RESERVED = ['throwonappendfailure', 'nodepreference', 'defaultdeadline']
/** The server ignores the certificate: the caller would be nobody. */
const CLIENT_CERTIFICATE = ['usercertfile', 'userkeyfile']

/**
 * Refuses an address that carries a secret, or changes what the adapter relies on. What is wrong is told
 * without the address, which may hold a password.
 * @throws StoreError STORE_SETTINGS_INVALID
 */
export function checkUrl(url: string): void {
  if (!/^esdb(?:\+discover)?:\/\/[^/?#]+/.test(url)) {
    throw invalid('expected esdb://host:port or esdb://host:port,host:port with ?tls=…')
  }
  if (/^[^?]*@/.test(url)) {
    throw invalid('the address carries credentials: give them apart from it')
  }
  for (const name of parametersOf(url).keys()) {
    if (RESERVED.includes(name)) throw invalid(`${name} is not to be set`)
    if (CLIENT_CERTIFICATE.includes(name)) {
      throw invalid(
        'userCertFile and userKeyFile identify nobody here: give user name and password',
      )
    }
  }
  if (hasNamelessHost(url)) throw invalid('with TLS hosts are named, never IP addresses')
}

function invalid(message: string): StoreError {
  return new StoreError('STORE_SETTINGS_INVALID', `EventStoreDB address: ${message}`)
}
