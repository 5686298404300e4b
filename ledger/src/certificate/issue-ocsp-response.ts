import {
  der,
  derEnumerated,
  derExplicit,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { derGeneralizedTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import type { KeySigner } from '../signature/signer.ts'
import { encodeCertificateId } from './certificate-id.ts'
import { signTbs } from './issue-certificate.ts'
import type { Certificate } from './parse-certificate.ts'

export interface OcspTemplate {
  readonly certificate: Pick<Certificate, 'serial'>
  readonly issuer: Certificate
  readonly status: 'good' | 'unknown' | { readonly revokedAt: number; readonly reason?: number }
  /** Milliseconds since 1970, cut to the second. */
  readonly producedAt: number
  readonly thisUpdate: number
  readonly nextUpdate?: number
}

/** Issues a basic OCSP response about one certificate (RFC 6960 §4.2), DER. */
export async function issueOcspResponse(
  template: OcspTemplate,
  responder: { readonly key: KeySigner; readonly certificate: Certificate },
): Promise<Uint8Array> {
  const { issuer, nextUpdate, producedAt, thisUpdate } = template
  const answer = derSequence(
    encodeCertificateId(template.certificate.serial, issuer),
    certificateStatus(template.status),
    seconds(thisUpdate),
    ...(nextUpdate === undefined ? [] : [derExplicit(0, seconds(nextUpdate))]),
  )
  const tbs = derSequence(
    derExplicit(1, responder.certificate.subject),
    seconds(producedAt),
    derSequence(answer),
  )
  const isDelegate = responder.certificate.der !== issuer.der
  const certificates = derExplicit(0, derSequence(responder.certificate.der))
  const basic = await signTbs(tbs, responder.key, ...(isDelegate ? [certificates] : []))
  const bytes = derSequence(derOid(oid.ocspBasic), derOctetString(basic))
  return derSequence(derEnumerated(0), derExplicit(0, bytes))
}

function certificateStatus(status: OcspTemplate['status']): Uint8Array {
  if (status === 'good') return der(tag.primitiveContext(0))
  if (status === 'unknown') return der(tag.primitiveContext(2))
  const { reason, revokedAt } = status
  const reasons = reason === undefined ? [] : [derExplicit(0, derEnumerated(reason))]
  return der(tag.constructedContext(1), seconds(revokedAt), ...reasons)
}

function seconds(at: number): Uint8Array {
  return derGeneralizedTime(at - (at % 1000))
}
