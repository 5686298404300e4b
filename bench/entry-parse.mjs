// Reading entries on one core, beside the digests they need, in the same run and interleaved.
// From the repository: npx -c 'node --conditions=@contremarque/source bench/entry-parse.mjs'
import { hash } from 'node:crypto'
import { developmentPki, fixedKeySigner } from '../ledger/development/index.ts'
import { nodeCrypto } from '../ledger/node/index.ts'
import {
  entryHash,
  parseCanonical,
  parseEntry,
  parseSignedContent,
  signEntry,
} from '../ledger/src/index.ts'

const rounds = 7
const crypto = nodeCrypto()
const hex = (text) => hash('sha256', text)
const uuid = '6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90'

async function makeEntry(changes) {
  const key = (byte) => fixedKeySigner(new Uint8Array(32).fill(byte))
  const notBefore = Date.parse('2026-01-01T00:00:00Z')
  const pki = await developmentPki({
    key: key(1),
    notBefore,
    randomBytes: (n) => new Uint8Array(n).fill(5),
    crypto,
  })
  const seal = key(2)
  const request = { usage: 'seal', commonName: 'Seal', publicKey: seal.publicKey, notBefore }
  const signer = { ...seal, certificate: await pki.issue(request) }
  const envelope = {
    v: 'contremarque/entry/1',
    origin: `development.invalid/bench/${'0a'.repeat(16)}`,
    stream: `expertise-${uuid}`,
    revision: 0,
    type: 'CaseConsulted',
    typeVersion: 1,
    actor: { id: uuid, role: 'expert' },
    authentication: { method: 'certificate', validity: 'good', checkedAt: null },
    request: null,
    documents: [],
    commitments: [],
    data: {},
    occurredAt: { at: '2026-06-22T08:00:00.123Z', basis: 'observed' },
    recordedAt: '2026-06-22T08:00:00.123Z',
    clock: { state: 'unknown' },
    previous: null,
    anchor: null,
    correlation: null,
    causation: null,
    ...changes,
  }
  return (await signEntry(envelope, signer, crypto)).der
}

const full = {
  revision: 7,
  previous: hex('previous'),
  anchor: { size: 41, root: hex('root'), token: hex('token') },
  request: { key: hex('key'), body: hex('body') },
  clock: { state: 'measured', offset: -3, age: 900 },
  documents: [
    { id: uuid, sha256: hex('stored'), size: 18_233, mediaType: 'application/octet-stream' },
  ],
  commitments: ['a', 'b'].map((field) => ({ field, digest: hex(field) })),
}

function rate(run) {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < 150) for (let i = 0; i < 500; i++, count++) run()
  return (count / (performance.now() - start)) * 1000
}

for (const [name, changes] of [
  ['smallest', {}],
  ['full', full],
]) {
  const der = await makeEntry(changes)
  const { content } = parseEntry(der, crypto)
  const jobs = {
    'two digests (crypto.hash)': () => [hash('sha256', content, 'hex'), hash('sha256', der, 'hex')],
    'JSON.parse of the decoded text': () => JSON.parse(new TextDecoder().decode(content)),
    parseCanonical: () => parseCanonical(content),
    parseSignedContent: () => parseSignedContent(der, crypto),
    'parseEntry + entryHash': () => [parseEntry(der, crypto), entryHash(der, crypto)],
  }
  for (const run of Object.values(jobs)) rate(run)
  const rates = Object.fromEntries(Object.keys(jobs).map((job) => [job, []]))
  for (let i = 0; i < rounds; i++)
    for (const [job, run] of Object.entries(jobs)) rates[job].push(rate(run))
  console.log(
    `${name}: ${der.length} B of DER, ${content.length} B of JSON; per second, min / median / max`,
  )
  for (const [job, list] of Object.entries(rates)) {
    const [min, median, max] = [0, (rounds - 1) / 2, rounds - 1].map((i) =>
      Math.round(list.sort((a, b) => a - b)[i]),
    )
    console.log(`  ${job.padEnd(32)} ${min} / ${median} / ${max}`)
  }
}
