import { sha1 } from '@noble/hashes/legacy.js'
import { oid } from '../asn1/oid.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { parsePublicKey } from '../signature/public-key.ts'
import { crlAnswer } from './crl-answer.ts'
import { keyUsageBits } from './parse-certificate.ts'
import type { Certificate } from './parse-certificate.ts'
import { parseOcspResponse } from './parse-ocsp.ts'
import type { OcspAnswer, OcspResponse } from './parse-ocsp.ts'
import { revokedOrLater, unknown, updateProblem } from './revocation-answer.ts'
import type { RevocationInput, RevocationResult } from './revocation-answer.ts'
import { verifyIssued } from './verify-issued.ts'

/** What one OCSP response says of the certificate (RFC 6960 §3.2). */
export async function ocspAnswer(
  der: Uint8Array,
  input: RevocationInput,
  crypto: Crypto,
): Promise<RevocationResult> {
  const response = parseOrNull(der)
  if (response === null) return unknown('OCSP_MALFORMED')
  const answer = response.answers.find((one) => isAbout(one, input, crypto))
  if (answer === undefined) return unknown('OCSP_OTHER_CERTIFICATE')
  const responder = responderOf(response, input.issuer)
  if (responder === undefined) return unknown('OCSP_RESPONDER_UNAUTHORISED')
  if ((await verifyIssued(response.tbs, response, responder, crypto)) !== 'valid') {
    return unknown('OCSP_SIGNATURE_INVALID')
  }
  if (!(await isAuthorised(responder, response, input, crypto))) {
    return unknown('OCSP_RESPONDER_UNAUTHORISED')
  }
  return read(answer, input)
}

function read(answer: OcspAnswer, { certificate, at }: RevocationInput): RevocationResult {
  const isPlain = [...answer.extensions.values()].every(({ critical }) => !critical)
  if (!isPlain) return unknown('OCSP_EXTENSION_UNSUPPORTED')
  if (answer.revocation !== null) return revokedOrLater(answer.revocation, at, 'ocsp')
  if (answer.status === 'unknown') return unknown('OCSP_STATUS_UNKNOWN')
  const problem = updateProblem(answer, certificate, at)
  return problem === null ? { status: 'good', source: 'ocsp', later: null } : unknown(problem)
}

function isAbout(answer: OcspAnswer, input: RevocationInput, crypto: Crypto): boolean {
  const { hashAlgorithm, issuerKeyHash, issuerNameHash, serial } = answer.certificate
  const hash = hashFor(hashAlgorithm, crypto)
  return (
    hash !== null &&
    equalBytes(serial, input.certificate.serial) &&
    equalBytes(issuerNameHash, hash(input.issuer.subject)) &&
    equalBytes(issuerKeyHash, hash(keyBytes(input.issuer)))
  )
}

/** SHA-1 only names certificates here (RFC 6960 §4.3 still asks for it), it secures nothing. */
function hashFor(algorithm: string, crypto: Crypto): ((message: Uint8Array) => Uint8Array) | null {
  if (algorithm === oid.sha1) return sha1
  if (algorithm === oid.sha256) return (message) => crypto.digest('sha-256', message)
  return null
}

/** The issuer itself, or a certificate in the response, whichever the responder id names. */
function responderOf(response: OcspResponse, issuer: Certificate): Certificate | undefined {
  const { responder } = response
  return [issuer, ...response.certificates].find((one) =>
    responder.by === 'name'
      ? equalBytes(one.subject, responder.name)
      : equalBytes(sha1(keyBytes(one)), responder.hash),
  )
}

/** RFC 6960 §4.2.2.2: the issuer, or one to whom it gave id-kp-OCSPSigning directly. */
async function isAuthorised(
  responder: Certificate,
  { producedAt }: OcspResponse,
  { issuer, crls }: RevocationInput,
  crypto: Crypto,
): Promise<boolean> {
  if (equalBytes(responder.der, issuer.der)) return true
  const isDelegate =
    responder.extendedKeyUsages?.includes(oid.ocspSigning) === true &&
    responder.keyUsage?.has(keyUsageBits.digitalSignature) !== false &&
    producedAt >= responder.notBefore &&
    producedAt < responder.notAfter + 1000 &&
    equalBytes(responder.issuer, issuer.subject)
  if (!isDelegate) return false
  if ((await verifyIssued(responder.tbs, responder, issuer, crypto)) !== 'valid') return false
  if (responder.extensions.has(oid.ocspNoCheck)) return true
  for (const crl of crls) {
    const input = { certificate: responder, issuer, crls: [], ocsps: [], at: producedAt }
    if ((await crlAnswer(crl, input, crypto)).status === 'good') return true
  }
  return false
}

function keyBytes({ publicKey }: Certificate): Uint8Array {
  try {
    return parsePublicKey(publicKey).bytes
  } catch (cause) {
    if (cause instanceof LedgerError) return new Uint8Array(0)
    throw cause
  }
}

function parseOrNull(der: Uint8Array): OcspResponse | null {
  try {
    return parseOcspResponse(der)
  } catch (cause) {
    if (cause instanceof LedgerError) return null
    throw cause
  }
}
