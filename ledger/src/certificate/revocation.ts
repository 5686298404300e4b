import type { Crypto } from '../crypto/crypto.ts'
import { crlAnswer } from './crl-answer.ts'
import { ocspAnswer } from './ocsp-answer.ts'
import type { RevocationInput, RevocationResult } from './revocation-answer.ts'

export type { RevocationCode, RevocationInput, RevocationResult } from './revocation-answer.ts'

/**
 * Whether a certificate was revoked at an instant. Data made after the instant counts too, as long
 * as the certificate had not expired by then; data whose next update was due before it does not.
 * A revocation later than the instant leaves the answer good only for the reasons of RFC 3161 §4.1
 * (unspecified, affiliationChanged, superseded, cessationOfOperation): with no reason, or with a
 * compromised key, nothing the key signed is to be believed. One usable `revoked` outweighs all.
 */
export async function checkRevocation(
  input: RevocationInput,
  crypto: Crypto,
): Promise<RevocationResult> {
  const answers = await revocationAnswers(input, crypto)
  return (
    answers.find(({ status }) => status === 'revoked') ??
    answers.find(({ status }) => status === 'good') ??
    answers[0] ?? { status: 'unknown', code: 'REVOCATION_DATA_MISSING' }
  )
}

/** What each says by itself: the OCSP responses as they are given, then the lists. */
export async function revocationAnswers(
  input: RevocationInput,
  crypto: Crypto,
): Promise<RevocationResult[]> {
  const answers: RevocationResult[] = []
  for (const der of input.ocsps) answers.push(await ocspAnswer(der, input, crypto))
  for (const der of input.crls) answers.push(await crlAnswer(der, input, crypto))
  return answers
}
