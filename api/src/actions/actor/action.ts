import type { Role } from '@contremarque/ledger'

/** One person on the platform, outside any case: stream `actor-<uuid>`. */
export type ActorAction =
  EnrolActor | AcceptTerms | GrantRole | WithdrawRole | BindCredential | UnbindCredential

export interface EnrolActor {
  readonly kind: 'EnrolActor'
  /** Person id. */
  readonly person: string
  readonly role: Role
  /** Personal. */
  readonly name: string
  /** Address chosen for notices; personal. */
  readonly address: string | null
}

/** R02: by that person alone, of the version in force. */
export interface AcceptTerms {
  readonly kind: 'AcceptTerms'
  readonly version: string
  /** Of the text that was shown, hexadecimal. */
  readonly sha256: string
}

/** In which further capacity the person may act. */
export interface GrantRole {
  readonly kind: 'GrantRole'
  readonly role: Role
}

/** The last one withdrawn, the person does nothing any more. */
export interface WithdrawRole {
  readonly kind: 'WithdrawRole'
  readonly role: Role
}

/** By what the person is identified from now on. */
export interface BindCredential {
  readonly kind: 'BindCredential'
  /** Uuid, derived from what identifies under the lookup key. */
  readonly credential: string
  readonly method: CredentialMethod
  /** Personal: fingerprint, serial and issuer of a certificate; issuer and subject of an account. */
  readonly identifiers: Readonly<Record<string, string>>
}

export interface UnbindCredential {
  readonly kind: 'UnbindCredential'
  readonly credential: string
  readonly reason: 'renewed' | 'revoked' | 'withdrawn'
}

export type CredentialMethod = 'certificate' | 'oidc'
