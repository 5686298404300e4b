import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { isLoopback } from '../../config/loopback.js'
import { readSecret } from '../../config/secret-file.js'
import { SettingsError } from '../../config/settings-error.js'
import { ClientEntry, toClient, type ClientSettings } from '../clients/client-settings.js'

/** By whom this ledger has people identified: the file CONTREMARQUE_OIDC names, docs/runbooks/oidc.md. */
export interface OidcSettings {
  /** Where browsers reach this ledger, without a path: issuers send them back there and nowhere else. */
  readonly publicUrl: string
  readonly issuers: readonly IssuerSettings[]
  /** Platforms that record through the interface. */
  readonly clients: readonly ClientSettings[]
}

export interface IssuerSettings {
  /** Stands in addresses. */
  readonly name: string
  /** Stands on the button. */
  readonly title: string
  /** The issuer identifier, as in `iss`. */
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret?: string
  readonly scopes: readonly string[]
  /** The claim by which persons are bound. */
  readonly subjectClaim: string
  /** How strong the identification has to be; absent: the issuer has one level only. */
  readonly assurance?: { readonly claim: string; readonly accepted: readonly string[] }
  /** Seconds since the person last authenticated at the issuer, at most, when he logs in. */
  readonly maxAge?: number
  /** Seconds since then after which his session ends as well. */
  readonly authenticationLife?: number
  /** Whether his session ends when his ID token expires. */
  readonly endsWithToken?: boolean
}

const Name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'lower-case letters, digits, dashes')
const Text = z.string().min(1).max(256)
const Claim = z.string().regex(/^[\w.:/-]{1,128}$/, 'a name of a claim')

const Issuer = z.strictObject({
  name: Name,
  title: Text,
  issuer: z.url({ protocol: /^https?$/ }).max(512),
  clientId: Text,
  clientSecretFile: Text.optional(),
  scopes: z.array(Text).max(16).default([]),
  subjectClaim: Claim.default('sub'),
  assurance: z
    .strictObject({ claim: Claim.default('acr'), accepted: z.array(Text).min(1).max(16) })
    .optional(),
  maxAge: z.int().min(0).max(86_400).optional(),
  authenticationLife: z.int().min(300).max(43_200).optional(),
  endsWithToken: z.boolean().default(false),
})

const File = z.strictObject({
  publicUrl: z.url({ protocol: /^https?$/ }).refine(isOrigin, 'expected an address without a path'),
  issuers: z.array(Issuer).min(1).max(16).refine(areNamedApart, 'two issuers of one name'),
  clients: z
    .array(ClientEntry)
    .max(64)
    .refine(areShownApart, 'two clients of one certificate')
    .default([]),
})

/**
 * Reads the file; secrets are files of their own, beside it or wherever it says.
 * @throws SettingsError naming the file and the member that does not fit, never its value
 */
export function readOidcSettings(
  path: string,
  profile: 'development' | 'production',
): OidcSettings {
  const parsed = File.safeParse(readJson(path))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw malformed(path, wrong.join('; '))
  }
  const { publicUrl, issuers, clients } = parsed.data
  for (const url of [publicUrl, ...issuers.map(({ issuer }) => issuer)]) {
    if (isProtected(url)) continue
    if (profile === 'production') throw malformed(path, 'addresses have to begin with https')
    if (!isLoopback(new URL(url).hostname)) {
      throw malformed(path, 'http is for addresses of this machine only')
    }
  }
  for (const { issuer, persons } of clients) {
    const isNamed = issuer === undefined || issuers.some(({ name }) => name === issuer)
    if (!isNamed) throw malformed(path, `no issuer ${issuer}`)
    if (issuers.some((other) => other.issuer === persons.issuer)) {
      throw malformed(path, `only ${persons.issuer} itself may say whom it identified`)
    }
  }
  const folder = dirname(path)
  return {
    publicUrl: new URL(publicUrl).origin,
    issuers: issuers.map((issuer) => toIssuer(issuer, folder)),
    clients: clients.map((client) => toClient(client, folder)),
  }
}

function toIssuer(
  {
    clientSecretFile,
    assurance,
    maxAge,
    authenticationLife,
    scopes,
    ...issuer
  }: z.infer<typeof Issuer>,
  folder: string,
): IssuerSettings {
  return {
    ...issuer,
    scopes: [...new Set(['openid', ...scopes])],
    ...(clientSecretFile !== undefined && {
      clientSecret: readSecret(resolve(folder, clientSecretFile)),
    }),
    ...(assurance !== undefined && { assurance }),
    ...(maxAge !== undefined && { maxAge }),
    ...(authenticationLife !== undefined && { authenticationLife }),
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new SettingsError('SETTINGS_MALFORMED', `${path} cannot be read as JSON`, { cause })
  }
}

function malformed(path: string, what: string): SettingsError {
  return new SettingsError('SETTINGS_MALFORMED', `${path}: ${what}`)
}

function isOrigin(url: string): boolean {
  return URL.canParse(url) && new URL(url).href === `${new URL(url).origin}/`
}

function areNamedApart(issuers: readonly { readonly name: string }[]): boolean {
  return new Set(issuers.map(({ name }) => name)).size === issuers.length
}

function areShownApart(clients: readonly { readonly certificates: readonly string[] }[]): boolean {
  const all = clients.flatMap(({ certificates }) => certificates)
  return new Set(all).size === all.length
}

function isProtected(url: string): boolean {
  return new URL(url).protocol === 'https:'
}
