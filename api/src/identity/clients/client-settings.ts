import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { SettingsError } from '../../config/settings-error.js'

/** What a platform may ask of this ledger; within that, the person it asks for has to be allowed. */
export type Scope = 'read' | 'record'

/** A platform that records through the interface. */
export interface ClientSettings {
  /** `client_id` in its access tokens. */
  readonly clientId: string
  /** Name of the issuer of its access tokens; absent: it has none, and its certificate says who it is. */
  readonly issuer?: string
  /** SHA-256 of the certificates by which alone it is known, base64url. */
  readonly certificates: readonly string[]
  readonly scopes: readonly Scope[]
  /** Whether its tokens have to be bound to its certificate (RFC 8705). */
  readonly certificateBound: boolean
  readonly persons: {
    /** `iss` of its assertions; its users are bound by it and their `sub`. */
    readonly issuer: string
    /** With which it signs them. */
    readonly keys: JSONWebKeySet
  }
}

const Text = z.string().min(1).max(256)

/** A client as its settings stand in the file. */
export const ClientEntry = z
  .strictObject({
    clientId: Text,
    issuer: Text.optional(),
    certificates: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(8)
      .default([]),
    scopes: z.array(z.enum(['read', 'record'])).min(1),
    certificateBound: z.boolean().default(false),
    persons: z.strictObject({ issuer: z.url({ protocol: /^https$/ }).max(512), keysFile: Text }),
  })
  .refine(
    ({ issuer, certificates }) => issuer !== undefined || certificates.length > 0,
    'expected issuer or certificates',
  )

/** Public keys only: a private one has no business here. */
const PublicKeys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']), d: z.never().optional() }))
    .min(1)
    .max(16),
})

/** @throws SettingsError naming the file of keys that cannot be used */
export function toClient(
  { persons, issuer, certificates, ...client }: z.infer<typeof ClientEntry>,
  folder: string,
): ClientSettings {
  const keys = readKeys(resolve(folder, persons.keysFile))
  return {
    ...client,
    ...(issuer !== undefined && { issuer }),
    certificates: certificates.map((digest) => Buffer.from(digest, 'hex').toString('base64url')),
    persons: { issuer: persons.issuer, keys },
  }
}

function readKeys(path: string): JSONWebKeySet {
  try {
    const keys: unknown = JSON.parse(readFileSync(path, 'utf8'))
    PublicKeys.parse(keys)
    return keys as JSONWebKeySet
  } catch (cause) {
    throw new SettingsError('SETTINGS_MALFORMED', `${path}: expected a set of public keys (JWKS)`, {
      cause,
    })
  }
}
