import { connect } from 'node:tls'
import { StoreError } from '../store-error.js'
import { doorsOf, type Door } from './address.js'

/** Milliseconds for a handshake. */
const LIMIT = 5_000

/** A server answers as asked, or none is there, or it is there and TLS with it cannot come about. */
type Found = 'answering' | 'away' | { readonly fault: string }

/** By the names that Node and OpenSSL have for them. */
const FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not of the CA in tlsCAFile',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it has no TLS, and the address asks for it',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it has no TLS, and the address asks for it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate does not name this host',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not of the CA in tlsCAFile',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not of the CA in tlsCAFile',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not of the CA in tlsCAFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not of the CA in tlsCAFile',
}

/**
 * STORE_UNTRUSTED with the reason why TLS with the servers of an address cannot come about, which waiting
 * does not mend. Undefined when one of them answers as asked, or none is there at all.
 */
export async function untrusted(url: string, cause: unknown): Promise<StoreError | undefined> {
  const fault = await tlsFault(url)
  if (fault === undefined) return undefined
  return new StoreError('STORE_UNTRUSTED', `EventStoreDB at ${fault}`, { cause })
}

async function tlsFault(url: string): Promise<string | undefined> {
  const doors = readable(url)
  const found = await Promise.all(doors.map(tryDoor))
  if (found.includes('answering')) return undefined
  for (const [i, each] of found.entries()) {
    const { hostname, port } = doors[i]!
    if (typeof each !== 'string') return `${hostname}:${port}: ${each.fault}`
  }
  return undefined
}

/** None while the file of the CA is being replaced. */
function readable(url: string): readonly Door[] {
  try {
    return doorsOf(url)
  } catch {
    return []
  }
}

/** A handshake and nothing more. Where none is wanted it is tried all the same: who has TLS says so. */
function tryDoor({ hostname, port, isSecure, ca }: Door): Promise<Found> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      ALPNProtocols: ['h2'],
      rejectUnauthorized: isSecure,
      timeout: LIMIT,
      ...(ca !== undefined && { ca }),
      ...(isSecure && { servername: hostname }),
    })
    const end = (found: Found): void => {
      socket.destroy()
      resolve(found)
    }
    socket.once('secureConnect', () => {
      end(isSecure ? 'answering' : { fault: 'it has TLS, and the address says tls=false' })
    })
    socket.once('timeout', () => end('away'))
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      const fault = isSecure ? FAULTS[code] : undefined
      end(fault === undefined ? 'away' : { fault })
    })
  })
}
