import { derInteger, derNamedBits, derSequence, derUtf8String } from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { parseCertificate } from '../../src/certificate/parse-certificate.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { LedgerError } from '../../src/errors.ts'
import type { Signer } from '../../src/signature/signer.ts'
import {
  encodeToken,
  encodeTokenAttributes,
  encodeTokenSigner,
  encodeTstInfo,
} from './encode-token.ts'
import { parseTimestampRequest, type ReceivedRequest } from './parse-timestamp-request.ts'

export interface DevelopmentTsaOptions {
  /** P-256 key and certificate with the critical timeStamping usage. */
  readonly signer: Signer
  /** Issuer certificates, DER, sent along; none by default. */
  readonly chain?: readonly Uint8Array[]
  /** The one policy it serves, dotted. */
  readonly policy: string
  /** Milliseconds, 1 to 999. */
  readonly accuracy: number
  /** Milliseconds since 1970: a scenario shares it with the recorder. */
  readonly clock: () => number
  /** Serial number of the next token; never the same twice. */
  readonly serial: () => bigint
}

/** An RFC 3161 time-stamping authority for development ledgers: it proves nothing to anybody. */
export interface DevelopmentTsa {
  /** Answers an untrusted TimeStampReq with a TimeStampResp, DER; refusals are answers too. */
  answer(request: Uint8Array): Promise<Uint8Array>
}

const GRANTED = 0
const REJECTION = 2
/** Bits of PKIFailureInfo (RFC 3161 §2.4.2). */
const failure = {
  badAlg: 0,
  badDataFormat: 5,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
} as const

export function developmentTsa(options: DevelopmentTsaOptions, crypto: Crypto): DevelopmentTsa {
  const certificate = parseCertificate(options.signer.certificate)

  async function issue(request: ReceivedRequest): Promise<Uint8Array> {
    const { policy, accuracy, signer, chain = [] } = options
    const { imprint, nonce, wantsCertificate } = request
    const times = { genTime: options.clock(), serial: options.serial() }
    const tstInfo = encodeTstInfo({ policy, imprint, nonce, accuracy, ...times })
    const attributes = encodeTokenAttributes(tstInfo, certificate.der, crypto)
    const signature = await signer.sign(attributes)
    const signerInfo = encodeTokenSigner(certificate, attributes, signature)
    const certificates = wantsCertificate ? [certificate.der, ...chain] : []
    return encodeToken(tstInfo, certificates, [signerInfo])
  }

  return {
    async answer(der) {
      const request = attemptParse(der)
      if (request === undefined) return rejection('badDataFormat', 'request is not DER of RFC 3161')
      const refused = refusal(request, options.policy)
      if (refused !== undefined) return rejection(refused.failure, refused.text)
      return derSequence(derSequence(derInteger(GRANTED)), await issue(request))
    },
  }
}

function attemptParse(der: Uint8Array): ReceivedRequest | undefined {
  try {
    return parseTimestampRequest(der)
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

function refusal(
  request: ReceivedRequest,
  policy: string,
): { failure: keyof typeof failure; text: string } | undefined {
  if (request.imprintAlgorithm !== oid.sha256) {
    return { failure: 'badAlg', text: 'imprint is not by SHA-256' }
  }
  if (request.imprint.length !== 32) {
    return { failure: 'badDataFormat', text: 'imprint is not 32 bytes' }
  }
  if (request.policy !== null && request.policy !== policy) {
    return { failure: 'unacceptedPolicy', text: `policy is ${policy}` }
  }
  if (request.hasExtensions) {
    return { failure: 'unacceptedExtension', text: 'no extension is known' }
  }
  return undefined
}

function rejection(code: keyof typeof failure, text: string): Uint8Array {
  const status = derSequence(derUtf8String(text))
  return derSequence(derSequence(derInteger(REJECTION), status, derNamedBits(failure[code])))
}
