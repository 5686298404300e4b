import { nodeCrypto } from '../../node/index.ts'
import { parseCertificate } from '../../src/certificate/parse-certificate.ts'
import { verifyChain } from '../../src/certificate/verify-chain.ts'
import { developmentPki } from './development-pki.ts'
import { fixedKeySigner } from './fixed-key-signer.ts'

const crypto = nodeCrypto()
const notBefore = Date.parse('2026-06-21T00:00:00Z')
const rootKey = fixedKeySigner(new Uint8Array(32).fill(1))
const { publicKey } = fixedKeySigner(new Uint8Array(32).fill(2))

function fixedPki(rootCertificate?: Uint8Array) {
  let next = 1
  const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(next++)
  return developmentPki({
    key: rootKey,
    notBefore,
    randomBytes,
    crypto,
    ...(rootCertificate !== undefined && { rootCertificate }),
  })
}

test('the same keys and clock make the same bytes', async () => {
  const request = { usage: 'seal', commonName: 'Seal', publicKey, notBefore } as const
  const [one, two] = [await fixedPki(), await fixedPki()]
  expect(one.root.der).toEqual(two.root.der)
  expect(await one.issue(request)).toEqual(await two.issue(request))
})

test.each(['seal', 'tsa', 'persona', 'ocsp', 'server'] as const)(
  'a %s certificate carries the development marker and chains to the root',
  async (usage) => {
    const pki = await fixedPki()
    const leaf = parseCertificate(await pki.issue({ usage, commonName: 'X', publicKey, notBefore }))
    expect(leaf).toMatchObject({ isDevelopment: true, isCa: false, commonName: 'X' })
    expect(pki.root).toMatchObject({ isDevelopment: true, isCa: true })
    const input = { leaf, intermediates: [], roots: [pki.root], at: notBefore }
    expect(await verifyChain(input, crypto)).toMatchObject({ ok: true })
  },
)

test('a root that was issued before goes on, and an intermediate can issue', async () => {
  const first = await fixedPki()
  const again = await fixedPki(first.root.der)
  expect(again.root.der).toEqual(first.root.der)
  const key = fixedKeySigner(new Uint8Array(32).fill(3))
  const request = { commonName: 'Intermediate', publicKey: key.publicKey, notBefore }
  const rootCertificate = await again.issueIntermediate(request)
  const below = await developmentPki({
    key,
    rootCertificate,
    notBefore,
    crypto,
    randomBytes: (n) => new Uint8Array(n),
  })
  const leaf = parseCertificate(
    await below.issue({ usage: 'tsa', commonName: 'TSA', publicKey, notBefore }),
  )
  const input = { leaf, intermediates: [below.root], roots: [first.root], at: notBefore }
  expect(await verifyChain(input, crypto)).toMatchObject({ ok: true })
})
