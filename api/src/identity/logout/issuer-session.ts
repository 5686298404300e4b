/** A session at an OpenID Connect issuer. */
export interface IssuerSession {
  /** Name of the issuer in the settings. */
  readonly issuer: string
  /** `sub` of the ID token. */
  readonly subject: string
  /** `sid`; null where the issuer names no sessions. */
  readonly sid: string | null
  /** The ID token, by which the issuer knows which session to end; null: too long for an address. */
  readonly idToken: string | null
  /** When the login began by which it opens one here, in milliseconds since 1970. */
  readonly begunAt: number
}

/** Characters of an ID token that still fits an address. */
const MAX_HINT = 4_096

export function issuerSession(
  issuer: string,
  { sub, sid }: { readonly sub: string; readonly sid?: unknown },
  idToken: string,
  begunAt: number,
): IssuerSession {
  return {
    issuer,
    subject: sub,
    sid: typeof sid === 'string' ? sid : null,
    idToken: idToken.length <= MAX_HINT ? idToken : null,
    begunAt,
  }
}
