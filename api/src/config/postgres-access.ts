import { readFileSync } from 'node:fs'
import { readSecret } from './secret-file.js'
import { SettingsError } from './settings-error.js'

/** Where a PostgreSQL is, and as whom to come there. */
export interface PostgresAccess {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string
  /** PEM: the authority of its certificate; absent: those the system trusts. */
  readonly ca?: string
}

const URL_FORM = 'CONTREMARQUE_POSTGRES_URL: expected postgres://user@host:port/database'

/** @throws SettingsError never repeating the address, which may hold a password */
export function readPostgresAccess(
  text: string,
  passwordFile: string | undefined,
  caFile: string | undefined,
): PostgresAccess {
  const url = parseUrl(text)
  const database = decodeURIComponent(url.pathname.slice(1))
  const user = decodeURIComponent(url.username)
  if (user === '' || database === '' || database.includes('/')) throw malformed(URL_FORM)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user,
    ...(passwordFile !== undefined && { password: readSecret(passwordFile) }),
    ...(caFile !== undefined && { ca: readPem(caFile) }),
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hostname === '') {
    throw malformed(URL_FORM)
  }
  if (url.password !== '') {
    throw malformed(
      'CONTREMARQUE_POSTGRES_URL: carries a password: give it in CONTREMARQUE_POSTGRES_PASSWORD_FILE',
    )
  }
  if (url.search !== '' || url.hash !== '') {
    throw malformed('CONTREMARQUE_POSTGRES_URL: carries parameters, expected none')
  }
  return url
}

function readPem(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8')
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  } catch (cause) {
    throw new SettingsError('SETTINGS_MALFORMED', `${path} cannot be read`, { cause })
  }
  throw malformed(`${path}: expected a certificate in PEM`)
}

function malformed(message: string): SettingsError {
  return new SettingsError('SETTINGS_MALFORMED', message)
}
