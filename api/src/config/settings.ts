import { resolve } from 'node:path'
import { z } from 'zod'
import { decimal } from './decimal.js'
import { readPostgresAccess, type PostgresAccess } from './postgres-access.js'
import { readSecret } from './secret-file.js'
import { sessionLimits, sessionVariables, type SessionLimits } from './session-limits.js'
import { SettingsError } from './settings-error.js'

export { SettingsError } from './settings-error.js'

/** What the environment says. */
export interface Settings {
  /** The data folder: all state. */
  readonly data: string
  /** Address to listen on; 127.0.0.1 unless somebody says otherwise. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Absent: whatever the ledger is; an empty folder becomes a development ledger. */
  readonly profile: 'development' | 'production' | undefined
  /** Of the private keys. */
  readonly keyPassphrase: string | undefined
  readonly logLevel: 'debug' | 'error' | 'info' | 'silent' | 'warn'
  /** Requests of one session (of one address without) in a minute; 0: no limit. */
  readonly rateLimit: number
  /** Connections at a time from one address; 0: no limit. */
  readonly connections: number
  readonly sessions: SessionLimits
  /** Whether a new development ledger begins with the demo story. */
  readonly demo: boolean
  /** Over TLS with client certificates; absent: not listened on. */
  readonly tls: TlsSettings | undefined
  /** File that names the authorities whose certificates identify people. */
  readonly certificateAuthorities: string | undefined
  /** The EventStoreDB that holds the events; absent: the embedded store. */
  readonly eventStoreDb: EventStoreDbAccess | undefined
  /** The PostgreSQL that holds personal data and sessions; absent: embedded files. */
  readonly postgres: PostgresAccess | undefined
  /** The folder in which nodes share documents; absent: the data folder holds them. */
  readonly documents: string | undefined
  /** The file that names issuers and platforms (docs/runbooks/oidc.md). */
  readonly oidc: string | undefined
}

/** The port that asks for client certificates. */
export interface TlsSettings {
  /** 0 takes a free one. */
  readonly port: number
  /** Address to listen on; absent: that of the plain port. */
  readonly host?: string
  /** Nobody asked for it: the default of a development ledger. */
  readonly isImplied: boolean
  /** Files in PEM; absent: made by the authority of a development ledger. */
  readonly files: { readonly key: string; readonly certificate: string } | undefined
  /** Where browsers find it; absent: at the address listened on. */
  readonly url: string | undefined
}

/** Where an EventStoreDB is, and as whom to come there. */
export interface EventStoreDbAccess {
  readonly url: string
  readonly credentials?: { readonly username: string; readonly password: string }
}

/** Of what has no other upper bound. */
const MANY = 999_999_999
const address = z.union([z.ipv4(), z.ipv6(), z.literal('localhost')])
const environment = z.object({
  CONTREMARQUE_DATA: z.string().min(1).default('data'),
  CONTREMARQUE_HOST: address.default('127.0.0.1'),
  CONTREMARQUE_PORT: decimal(0, 65_535).default(3000),
  CONTREMARQUE_PROFILE: z.enum(['development', 'production']).optional(),
  CONTREMARQUE_KEY_PASSPHRASE: z.string().min(1).optional(),
  CONTREMARQUE_KEY_PASSPHRASE_FILE: z.string().min(1).optional(),
  CONTREMARQUE_LOG_LEVEL: z.enum(['debug', 'error', 'info', 'silent', 'warn']).default('info'),
  CONTREMARQUE_RATE_LIMIT: decimal(0, MANY).default(6000),
  CONTREMARQUE_CONNECTIONS: decimal(0, MANY).default(256),
  ...sessionVariables,
  CONTREMARQUE_DEMO: z.enum(['on', 'off']).default('on'),
  CONTREMARQUE_TLS_PORT: z.union([z.literal('off'), decimal(0, 65_535)]).optional(),
  CONTREMARQUE_TLS_HOST: address.optional(),
  CONTREMARQUE_TLS_KEY_FILE: z.string().min(1).optional(),
  CONTREMARQUE_TLS_CERTIFICATE_FILE: z.string().min(1).optional(),
  CONTREMARQUE_TLS_URL: z.url({ protocol: /^https$/ }).optional(),
  CONTREMARQUE_CERTIFICATE_AUTHORITIES: z.string().min(1).optional(),
  CONTREMARQUE_EVENTSTOREDB_URL: z.string().min(1).optional(),
  CONTREMARQUE_EVENTSTOREDB_USERNAME: z.string().min(1).optional(),
  CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: z.string().min(1).optional(),
  CONTREMARQUE_POSTGRES_URL: z.string().min(1).optional(),
  CONTREMARQUE_POSTGRES_PASSWORD_FILE: z.string().min(1).optional(),
  CONTREMARQUE_POSTGRES_CA_FILE: z.string().min(1).optional(),
  CONTREMARQUE_DOCUMENTS: z.string().min(1).optional(),
  CONTREMARQUE_OIDC: z.string().min(1).optional(),
  NODE_ENV: z.string().optional(),
})

/**
 * @throws SettingsError naming every variable that does not fit, never its value
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new SettingsError('SETTINGS_MALFORMED', wrong.join('; '))
  }
  const { data } = parsed
  // Neither may say production where a development ledger is to be made (FORMATS §1).
  const isProduction = data.NODE_ENV === 'production' || data.CONTREMARQUE_PROFILE === 'production'
  return {
    data: resolve(data.CONTREMARQUE_DATA),
    host: data.CONTREMARQUE_HOST,
    port: data.CONTREMARQUE_PORT,
    profile: isProduction ? 'production' : data.CONTREMARQUE_PROFILE,
    keyPassphrase: keyPassphraseOf(data),
    logLevel: data.CONTREMARQUE_LOG_LEVEL,
    rateLimit: data.CONTREMARQUE_RATE_LIMIT,
    connections: data.CONTREMARQUE_CONNECTIONS,
    sessions: sessionLimits(data),
    demo: data.CONTREMARQUE_DEMO === 'on',
    tls: tlsOf(data, isProduction),
    certificateAuthorities: data.CONTREMARQUE_CERTIFICATE_AUTHORITIES,
    eventStoreDb: eventStoreDbOf(data),
    postgres: postgresOf(data),
    documents: pathOf(data.CONTREMARQUE_DOCUMENTS),
    oidc: pathOf(data.CONTREMARQUE_OIDC),
  }
}

function pathOf(setting: string | undefined): string | undefined {
  return setting === undefined ? undefined : resolve(setting)
}

type Environment = z.infer<typeof environment>

function keyPassphraseOf({
  CONTREMARQUE_KEY_PASSPHRASE: passphrase,
  CONTREMARQUE_KEY_PASSPHRASE_FILE: file,
}: Environment): string | undefined {
  if (file === undefined) return passphrase
  if (passphrase === undefined) return readSecret(file)
  throw new SettingsError(
    'SETTINGS_MALFORMED',
    'CONTREMARQUE_KEY_PASSPHRASE, CONTREMARQUE_KEY_PASSPHRASE_FILE: expected one of them',
  )
}

/** Beside the plain port by default: 3443 beside 3000. */
const TLS_BESIDE = 443

function tlsOf(
  {
    CONTREMARQUE_PORT: plain,
    CONTREMARQUE_TLS_PORT: port,
    CONTREMARQUE_TLS_HOST: host,
    CONTREMARQUE_TLS_KEY_FILE: key,
    CONTREMARQUE_TLS_CERTIFICATE_FILE: certificate,
    CONTREMARQUE_TLS_URL: url,
    CONTREMARQUE_CERTIFICATE_AUTHORITIES: authorities,
  }: Environment,
  isProduction: boolean,
): TlsSettings | undefined {
  if (port === 'off' || (port === undefined && isProduction)) return undefined
  const files = key === undefined || certificate === undefined ? undefined : { key, certificate }
  const isIncomplete = (key === undefined) !== (certificate === undefined)
  if (isIncomplete || (isProduction && (files === undefined || authorities === undefined))) {
    throw new SettingsError(
      'SETTINGS_MALFORMED',
      'CONTREMARQUE_TLS_PORT: expected CONTREMARQUE_TLS_KEY_FILE and CONTREMARQUE_TLS_CERTIFICATE_FILE, in production with CONTREMARQUE_CERTIFICATE_AUTHORITIES',
    )
  }
  const beside = plain === 0 || plain + TLS_BESIDE > 65_535 ? 0 : plain + TLS_BESIDE
  const at = { port: port ?? beside, ...(host !== undefined && { host }) }
  return { ...at, isImplied: port === undefined, files, url }
}

function eventStoreDbOf({
  CONTREMARQUE_EVENTSTOREDB_URL: url,
  CONTREMARQUE_EVENTSTOREDB_USERNAME: username,
  CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: file,
}: Environment): EventStoreDbAccess | undefined {
  if (username === undefined && file === undefined) return url === undefined ? undefined : { url }
  if (url === undefined || username === undefined || file === undefined) {
    throw new SettingsError(
      'SETTINGS_MALFORMED',
      'CONTREMARQUE_EVENTSTOREDB_USERNAME, CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: expected both, with CONTREMARQUE_EVENTSTOREDB_URL',
    )
  }
  return { url, credentials: { username, password: readSecret(file) } }
}

function postgresOf({
  CONTREMARQUE_POSTGRES_URL: url,
  CONTREMARQUE_POSTGRES_PASSWORD_FILE: passwordFile,
  CONTREMARQUE_POSTGRES_CA_FILE: caFile,
}: Environment): PostgresAccess | undefined {
  if (url !== undefined) return readPostgresAccess(url, passwordFile, caFile)
  if (passwordFile === undefined && caFile === undefined) return undefined
  throw new SettingsError(
    'SETTINGS_MALFORMED',
    'CONTREMARQUE_POSTGRES_PASSWORD_FILE, CONTREMARQUE_POSTGRES_CA_FILE: expected with CONTREMARQUE_POSTGRES_URL',
  )
}
