import {
  encodeToken,
  encodeTokenAttributes,
  encodeTokenSigner,
  encodeTstInfo,
  type TstInfoTemplate,
} from '../../development/tsa/encode-token.ts'
import { parseCertificate } from '../../src/certificate/parse-certificate.ts'
import type { Signer } from '../../src/signature/signer.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { crypto } from '../test-world.ts'

/** A token like another one, made by whoever holds a key. */
export async function forgedToken(
  { certificate, sign }: Signer,
  like: Uint8Array,
  changes: Partial<TstInfoTemplate> = {},
): Promise<Uint8Array> {
  const { policy, imprint, genTime, accuracy, nonce } = parseToken(like).tstInfo
  const tstInfo = encodeTstInfo({
    policy,
    imprint,
    serial: 99n,
    genTime,
    accuracy: accuracy ?? 0,
    nonce: nonce === null ? null : Uint8Array.fromHex(nonce),
    ...changes,
  })
  const attributes = encodeTokenAttributes(tstInfo, certificate, crypto)
  const signature = await sign(attributes)
  const signer = encodeTokenSigner(parseCertificate(certificate), attributes, signature)
  return encodeToken(tstInfo, [certificate], [signer])
}
