import {
  ifReadable,
  parseCrl,
  parseOcspResponse,
  revocationAnswers,
  type Certificate,
  type Crypto,
  type RevocationCode,
  type RevocationResult,
} from '@contremarque/ledger'
import type { IdentityErrorCode } from '../identity-error.js'

/**
 * How far another clock may be from ours, and how old an answer without a next update may be: such
 * a responder says that newer information is always to be had (RFC 6960 §4.2.2.1).
 */
const SKEW = 300_000

/** One step of a path: a certificate and the one above it. */
export interface Link {
  readonly certificate: Certificate
  readonly issuer: Certificate
}

/** What sources said of a link: DER, untrusted. */
export interface RevocationEvidence {
  readonly ocsp: Uint8Array | undefined
  readonly crls: readonly Uint8Array[]
}

/** What was answered tells the status, tells nothing, or tells something that it must not. */
export type RevocationJudgement =
  | { readonly status: 'good' }
  | { readonly status: 'unknown'; readonly reason: string }
  | { readonly status: 'refused'; readonly code: IdentityErrorCode; readonly reason: string }

/**
 * Whether a certificate stands revoked at this instant; what its authority lists counts at once. A wrong OCSP answer
 * is refused whatever lists say beside it; one list that clears the certificate is enough while no responder answers.
 */
export async function judgeRevocation(
  link: Link,
  { ocsp, crls }: RevocationEvidence,
  now: number,
  crypto: Crypto,
): Promise<RevocationJudgement> {
  const answers = ocsp === undefined ? [] : answersOf(ocsp)
  const isAhead = answers.some(({ thisUpdate }) => thisUpdate > now + SKEW)
  const ocsps = ocsp === undefined || isAhead ? [] : [ocsp]
  const current = crls.filter((der) => (thisUpdateOf(der) ?? 0) <= now + SKEW)
  const at = Math.min(now, ...answers.map((one) => instantOf(one, now)))
  const told = await revocationAnswers({ ...link, ocsps, crls: current, at }, crypto)
  const [revocation] = told.flatMap(revocationIn)
  if (revocation !== undefined) return revoked(revocation.at)
  if (isAhead) return refused('OCSP_ANSWER_OLD', 'the answer is dated in the future')
  return wrongAnswer(told.slice(0, ocsps.length)) ?? goodOrUnknown(told)
}

/** Until when an OCSP answer may be kept, milliseconds since 1970; now without a next update. */
export function nextUpdateOfAnswer(der: Uint8Array, now: number): number {
  return Math.min(...answersOf(der).map(({ nextUpdate }) => nextUpdate ?? now))
}

/** Until when a revocation list may be kept, milliseconds since 1970; 0 when it is none. */
export function nextUpdateOfList(der: Uint8Array): number {
  return ifReadable(() => parseCrl(der).nextUpdate) ?? 0
}

/** Also one dated ahead. */
function revocationIn(result: RevocationResult): readonly { readonly at: number }[] {
  if (result.status === 'revoked') return [result.revocation]
  return result.status === 'good' && result.later !== null ? [result.later] : []
}

function wrongAnswer(told: readonly RevocationResult[]): RevocationJudgement | undefined {
  const [judgement] = told.flatMap(unknownIn).flatMap((reason) => {
    const code = wrongAnswers[reason]
    return code === undefined ? [] : [refused(code, reason)]
  })
  return judgement
}

function goodOrUnknown(told: readonly RevocationResult[]): RevocationJudgement {
  if (told.some(({ status }) => status === 'good')) return { status: 'good' }
  const [reason = 'REVOCATION_DATA_MISSING'] = told.flatMap(unknownIn)
  return { status: 'unknown', reason }
}

function unknownIn(result: RevocationResult): readonly RevocationCode[] {
  return result.status === 'unknown' ? [result.code] : []
}

/** What is wrong with an answer, whatever the policy is: it is no silence. */
const wrongAnswers: Partial<Record<RevocationCode, IdentityErrorCode>> = {
  OCSP_OTHER_CERTIFICATE: 'OCSP_ANSWER_FOREIGN',
  OCSP_RESPONDER_UNAUTHORISED: 'OCSP_ANSWER_UNSIGNED',
  OCSP_SIGNATURE_INVALID: 'OCSP_ANSWER_UNSIGNED',
  OCSP_STATUS_UNKNOWN: 'REVOCATION_UNKNOWN',
  OCSP_EXTENSION_UNSUPPORTED: 'REVOCATION_UNKNOWN',
  REVOCATION_DATA_STALE: 'OCSP_ANSWER_OLD',
  REVOCATION_DATA_TOO_LATE: 'OCSP_ANSWER_OLD',
}

type OcspAnswer = ReturnType<typeof parseOcspResponse>['answers'][number]

function answersOf(der: Uint8Array): readonly OcspAnswer[] {
  return ifReadable(() => parseOcspResponse(der).answers) ?? []
}

/** An answer without a next update counts for the instant it was made, which has to be recent. */
function instantOf({ nextUpdate, thisUpdate }: OcspAnswer, now: number): number {
  return nextUpdate === null && thisUpdate >= now - SKEW ? thisUpdate : now
}

function thisUpdateOf(der: Uint8Array): number | undefined {
  return ifReadable(() => parseCrl(der).thisUpdate)
}

function revoked(at: number): RevocationJudgement {
  return refused('CERTIFICATE_REVOKED', `revoked on ${new Date(at).toISOString()}`)
}

function refused(code: IdentityErrorCode, reason: string): RevocationJudgement {
  return { status: 'refused', code, reason }
}
