import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LedgerError, parseCertificate, type Certificate } from '@contremarque/ledger'
import { z } from 'zod'
import { SettingsError } from '../../config/settings-error.js'
import type { CertificateAuthority, CertificateProxy } from './certificate-authority.js'

const NAME = 'CONTREMARQUE_CERTIFICATE_AUTHORITIES'
const SECOND = 1000
const MAX_FILES = 32
const WEB = /^https?:\/\//

const file = z.string().min(1).max(1024)
const files = z.array(file).max(MAX_FILES)
const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u)

const settings = z.strictObject({
  authorities: z
    .array(
      z.strictObject({
        name,
        anchors: files.min(1),
        intermediates: files.default([]),
        subject: z
          .strictObject({
            country: z.string().length(2).optional(),
            organization: z.string().min(1).max(256).optional(),
          })
          .default({}),
        revocation: z.strictObject({
          policy: z.enum(['require', 'accept-unknown']),
          timeout: z.int().min(100).max(60_000).default(3_000),
          refreshSeconds: z.int().min(10).max(86_400).default(600),
          ocsp: z.url({ protocol: /^https?$/ }).optional(),
          crls: files.default([]),
        }),
      }),
    )
    .min(1)
    .max(64),
  proxies: z
    .array(z.strictObject({ name, fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(16)
    .default([]),
})

export interface CertificateSettings {
  readonly authorities: readonly CertificateAuthority[]
  readonly proxies: readonly CertificateProxy[]
}

/**
 * The authorities of a configuration file; paths in it are taken from its own folder.
 * @throws SettingsError naming what does not fit, a development authority in production included
 */
export function readCertificateSettings(
  path: string,
  profile: 'development' | 'production',
): CertificateSettings {
  const parsed = settings.safeParse(readJson(path))
  if (!parsed.success) {
    throw wrong(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    )
  }
  const from = dirname(resolve(path))
  const { authorities, proxies } = parsed.data
  return { authorities: authorities.map((one) => toAuthority(one, from, profile)), proxies }
}

type AuthoritySettings = z.infer<typeof settings>['authorities'][number]

function toAuthority(
  { name: called, anchors, intermediates, subject, revocation }: AuthoritySettings,
  from: string,
  profile: 'development' | 'production',
): CertificateAuthority {
  const { refreshSeconds, ocsp = null, crls, ...rest } = revocation
  assertAnswerable(called, revocation, intermediates)
  const trusted = anchors.flatMap((each) => readCertificates(resolve(from, each)))
  for (const anchor of trusted) assertAnchor(anchor, called, profile)
  return {
    name: called,
    anchors: trusted,
    intermediates: intermediates.flatMap((each) => readCertificates(resolve(from, each))),
    subject,
    revocation: {
      ...rest,
      refresh: refreshSeconds * SECOND,
      ocsp,
      crls: crls.map((each) => (WEB.test(each) ? each : resolve(from, each))),
    },
  }
}

/** What has to be known must be somebody's to say: of people a responder's or a list's, of CAs a list's. */
function assertAnswerable(
  called: string,
  { policy, ocsp, crls }: AuthoritySettings['revocation'],
  intermediates: readonly string[],
): void {
  if (policy === 'accept-unknown' || crls.length > 0) return
  if (ocsp === undefined) {
    throw wrong(`${called}: policy require, but neither a responder nor a list to ask`)
  }
  if (intermediates.length > 0) {
    throw wrong(
      `${called}: policy require, but no list says whether an intermediate was revoked: name in crls that of the CA above each`,
    )
  }
}

function assertAnchor(
  { isCa, isDevelopment, commonName }: Certificate,
  called: string,
  profile: 'development' | 'production',
): void {
  if (!isCa) throw wrong(`${called}: ${commonName ?? 'an anchor'} is no CA certificate`)
  if (isDevelopment && profile === 'production') {
    throw wrong(`${called}: a development authority identifies nobody in production`)
  }
}

function readCertificates(path: string): Certificate[] {
  const blocks = [...readText(path).matchAll(PEM)].map(([, base64]) => base64!)
  if (blocks.length === 0) throw wrong(`${path} holds no certificate in PEM`)
  try {
    return blocks.map((base64) => parseCertificate(new Uint8Array(Buffer.from(base64, 'base64'))))
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw wrong(`${path}: ${cause.message}`, cause)
  }
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g

function readJson(path: string): unknown {
  const text = readText(path)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw wrong(`${path} is no JSON`, cause)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw wrong(`${path} cannot be read`, cause)
  }
}

function wrong(what: string, cause?: unknown): SettingsError {
  return new SettingsError('SETTINGS_MALFORMED', `${NAME}: ${what}`, { cause })
}
