import type { Certificate } from '@contremarque/ledger'

/** An authority whose certificates identify people here, and how it is asked what it revoked. */
export interface CertificateAuthority {
  readonly name: string
  /** CA certificates trusted for what they are, pinned by their bytes. */
  readonly anchors: readonly Certificate[]
  /** For those who present no chain of their own. */
  readonly intermediates: readonly Certificate[]
  /** What a subject must say; absent: anything. */
  readonly subject: SubjectRule
  readonly revocation: RevocationSettings
}

export interface SubjectRule {
  readonly country?: string | undefined
  readonly organization?: string | undefined
}

export interface RevocationSettings {
  /** What silence means: no entry, or an entry whose validity is told as unknown. */
  readonly policy: 'require' | 'accept-unknown'
  /** Milliseconds for one answer. */
  readonly timeout: number
  /** Milliseconds after which what was answered is asked again, however long it would last. */
  readonly refresh: number
  /** Responder for the certificates of people; addresses inside certificates are never followed. */
  readonly ocsp: string | null
  /** http(s) addresses or absolute paths of files. */
  readonly crls: readonly string[]
}

/** A reverse proxy that may say which certificate it was shown. */
export interface CertificateProxy {
  readonly name: string
  /** SHA-256 of its own client certificate's DER, lower-case hexadecimal. */
  readonly fingerprint: string
}

/** A certificate somebody presented, with what came beside it: all untrusted, DER. */
export interface PresentedCertificate {
  readonly der: Uint8Array
  readonly chain: readonly Uint8Array[]
}
