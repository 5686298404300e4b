import { derivedUuid } from '../recorder/request-reference.js'

/** By what somebody is identified, before it is known who he is. */
export type Credential =
  | {
      readonly method: 'certificate'
      /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
      readonly fingerprint: string
    }
  | { readonly method: 'oidc'; readonly issuer: string; readonly subject: string }

/** The credential's uuid: only this ledger can derive it, so that it may stand in an entry. */
export function credentialId(credential: Credential, lookupKey: Uint8Array): string {
  const parts =
    credential.method === 'certificate'
      ? [credential.fingerprint]
      : [credential.issuer, credential.subject]
  return derivedUuid(lookupKey, 'credential', credential.method, ...parts)
}

/** A credential about to be bound, and what is committed of it: personal. */
export interface BindableCredential {
  readonly credential: Credential
  readonly identifiers: Readonly<Record<string, string>>
}

/** An account with an identity provider. */
export function accountCredential(issuer: string, subject: string): BindableCredential {
  return { credential: { method: 'oidc', issuer, subject }, identifiers: { issuer, subject } }
}
