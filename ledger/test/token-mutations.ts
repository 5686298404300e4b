import { DerReader } from '../src/asn1/der-reader.ts'
import { der, derExplicit, derSequence } from '../src/asn1/der-writer.ts'
import { tag } from '../src/asn1/tag.ts'
import { concatBytes } from '../src/bytes/bytes.ts'
import { elementsOf, type TsaFixture } from './tsa-fixture.ts'

/** A SET with its elements the other way round: not DER any more. */
export function reverseSet(attributes: Uint8Array): Uint8Array {
  return der(tag.set, ...elementsOf(attributes).reverse())
}

/** Two SignerInfos over one content, each valid by itself. */
export async function twoSigners({ certificate, issue, token }: TsaFixture): Promise<Uint8Array> {
  const second = await issue({ subject: { commonName: 'Second TSA' } })
  const taken: Uint8Array[] = []
  const take = (signer: Uint8Array): Uint8Array[] => {
    taken.push(signer)
    return [signer]
  }
  await token({ signers: take })
  await token({ signers: take, certificate: second })
  return token({ signers: () => taken, certificates: [certificate, second] })
}

/** The content as a constructed OCTET STRING of one part: BER, the same value. */
export function constructedContent(bytes: Uint8Array): Uint8Array {
  const outer = new DerReader(bytes).sequence()
  const type = outer.raw()
  const signedData = outer.enter(tag.constructedContext(0)).sequence()
  const [version, digests] = [signedData.raw(), signedData.raw()]
  const encapsulated = signedData.sequence()
  const contentType = encapsulated.raw()
  const primitive = encapsulated.enter(tag.constructedContext(0)).raw()
  const rest: Uint8Array[] = []
  while (!signedData.isAtEnd) rest.push(signedData.raw())
  const content = derSequence(contentType, derExplicit(0, der(0x24, primitive)))
  return derSequence(type, derExplicit(0, derSequence(version, digests, content, ...rest)))
}

/** An outer length that is left open: BER, the same value. */
export function indefiniteLength(bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(0x30, 0x80), bytes.subarray(4), new Uint8Array(2))
}

/** A SEQUENCE with a member more at its end. */
export function appended(sequence: Uint8Array, member: Uint8Array): Uint8Array {
  const start = sequence[1]! < 0x80 ? 2 : 3
  return derSequence(sequence.subarray(start), member)
}
