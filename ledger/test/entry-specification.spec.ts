import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { developmentPki, fixedKeySigner } from '../development/index.ts'
import { nodeCrypto } from '../node/index.ts'
import { parseCertificate } from '../src/certificate/parse-certificate.ts'
import { verifyChain } from '../src/certificate/verify-chain.ts'
import { parseBase64 } from '../src/bytes/base64.ts'
import { toHex } from '../src/bytes/hex.ts'
import { commitmentDigest } from '../src/entry/commitment.ts'
import { entryHash, storeEventId } from '../src/entry/entry-hash.ts'
import type { Envelope } from '../src/entry/envelope.ts'
import { entrySignatureCheck, parseEntry } from '../src/entry/parse-entry.ts'
import { signEntry } from '../src/entry/sign-entry.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/spec/entry.md'), 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!)
const [entry, root] = blocks('base64').map((text) => parseBase64(text.replaceAll('\n', '')))
const [envelope, opening] = blocks('json').map((text) => JSON.parse(text) as unknown) as [
  Envelope,
  { field: string; salt: string; value: string },
]
const crypto = nodeCrypto()

test('the entry on the page says what the page shows, and verifies under the root on the page', async () => {
  const parsed = parseEntry(entry!, crypto)
  expect(parsed.envelope).toEqual(envelope)
  expect(page).toContain(
    `${parsed.content.length.toLocaleString('en')} bytes from ${String(parsed.contentStart)}`,
  )
  expect(await crypto.verifySignatures([entrySignatureCheck(parsed, parsed.publicKey)])).toEqual([
    true,
  ])
  const leaf = parseCertificate(parsed.certificate)
  const roots = [parseCertificate(root!)]
  const input = { leaf, intermediates: [], roots, at: parsed.signingTime }
  expect(await verifyChain(input, crypto)).toMatchObject({ ok: true })
})

test('entry hash, store id and commitment on the page are right', () => {
  const hash = entryHash(entry!, crypto)
  expect(page).toContain(`entry hash \`${toHex(hash)}\``)
  expect(page).toContain(`event id in the store \`${storeEventId(hash)}\``)
  const { commitments, origin, revision, stream } = envelope
  const { field, salt, value } = opening
  const digest = commitmentDigest({ origin, stream, revision, field, salt, value }, crypto)
  expect(commitments).toEqual([{ field, digest }])
  expect(page).toContain(digest)
})

test('anybody makes the same entry from the fixed keys', async () => {
  const key = (byte: number) => fixedKeySigner(new Uint8Array(32).fill(byte))
  const notBefore = Date.parse('2026-01-01T00:00:00Z')
  let next = 1
  const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(next++)
  const pki = await developmentPki({ key: key(1), notBefore, randomBytes, crypto })
  const { algorithm, publicKey, sign } = key(2)
  const request = {
    usage: 'seal',
    commonName: 'Seal of the example',
    publicKey,
    notBefore,
  } as const
  const signer = { algorithm, sign, certificate: await pki.issue(request) }
  expect((await signEntry(envelope, signer, crypto)).der).toEqual(entry)
  expect(pki.root.der).toEqual(root)
})
