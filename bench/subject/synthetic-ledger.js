import { randomBytes, randomUUID } from 'node:crypto'
import {
  ALGORITHMS,
  BATCH_VERSION,
  buildTimestampRequest,
  CompactRange,
  encodeRecord,
  encodeUtf8,
  evidenceRoot,
  parseHex,
  parseTimestampResponse,
  recordHash,
  signCheckpoint,
  signEntry,
  STAMP_VERSION,
  storeEventId,
  timestampNonce,
} from '../../ledger/dist/src/index.js'
import { developmentPki, developmentTsa } from '../../ledger/dist/development/index.js'
import {
  fileSigner,
  generateEd25519,
  generateP256,
  keySigner,
  nodeCrypto,
  noteSigner,
} from '../../ledger/dist/node/index.js'
import { envelopeAt } from './synthetic-envelopes.js'

const BATCH = 4096
const RUN = 16
const POLICY = '1.3.6.1.4.1.99999.1'
const BEGIN = Date.parse('2026-03-02T08:00:00Z')
const SUFFIX = '11111111-1111-4111-8111-111111111111'
/** Well formed and low-S, of nothing: read models verify no signatures, and signing would take longest. */
const NO_SIGNATURE = parseHex(`3044${`0220${'01'.repeat(32)}`.repeat(2)}`)

/**
 * The log of a ledger of any size, made as it is read: real entries but for their signatures, really
 * sealed and stamped. `read()` gives what an event store's readAll gives, in order, once.
 */
export async function syntheticLedger({ entries, cases }) {
  const crypto = nodeCrypto()
  const { signer, tsa } = await authority(crypto)
  const origin = `development.invalid/bench/${randomBytes(16).toString('hex')}`
  const notes = noteSigner({ ...generateEd25519(), name: origin })
  const setting = {
    origin,
    cases,
    streams: Array.from({ length: cases }, () => `expertise-${randomUUID()}`),
    anchor: null,
    openings: new Map(),
    persons: new Map(),
  }
  const read = () => events({ entries, crypto, signer, tsa, notes, setting })
  return { crypto, origin, read, ...setting }
}

async function* events({ entries, crypto, signer, tsa, notes, setting }) {
  const heads = new Map()
  const tree = new CompactRange(crypto)
  let position = 0n
  const stored = (stream, data, hash, type) => {
    const revision = (heads.get(stream)?.revision ?? -1) + 1
    heads.set(stream, { revision, hash })
    return { stream, revision, position: ++position, id: storeEventId(parseHex(hash)), type, data }
  }
  let run = []
  let note
  for (let first = 0, batch = 0; first < entries; first += BATCH, batch++) {
    const count = Math.min(BATCH, entries - first)
    const page = []
    for (let i = 0; i < count; i++) {
      const envelope = envelopeAt(first + i, BEGIN, heads, setting, crypto)
      const { der, hash } = await signEntry(envelope, signer, crypto)
      page.push(stored(envelope.stream, der, hash, envelope.type))
      run.push(crypto.digest('sha-256', der))
    }
    const ranges = rangesOf(page)
    for (const { hash } of ranges.ordered) tree.append(hash)
    note = await signCheckpoint(
      { origin: setting.origin, size: tree.size, root: tree.root() },
      notes,
      crypto,
    )
    const record = {
      v: BATCH_VERSION,
      origin: setting.origin,
      algorithms: ALGORITHMS,
      batch,
      first,
      count,
      ranges: ranges.ranges,
      note,
      sealedAt: new Date(BEGIN + first + count).toISOString(),
      previous: heads.get(`sealing-${SUFFIX}`)?.hash ?? null,
    }
    const bytes = encodeRecord(record)
    page.push(stored(`sealing-${SUFFIX}`, bytes, recordHash(bytes, crypto), 'BatchSealed'))
    if (batch % RUN === RUN - 1 || first + count >= entries) {
      const stamp = await stampRecord(run, note, batch, heads, tsa, setting, crypto)
      run = []
      page.push(stored(`stamping-${SUFFIX}`, stamp, recordHash(stamp, crypto), 'BatchesStamped'))
    }
    yield page
  }

  function rangesOf(page) {
    const groups = [...Map.groupBy(page, ({ stream }) => stream)]
    const hashOf = ({ data }) => crypto.digest('sha-256', Buffer.concat([Uint8Array.of(0), data]))
    return {
      ordered: groups.flatMap(([, some]) => some.map((event) => ({ hash: hashOf(event) }))),
      ranges: groups.map(([stream, some]) => ({
        stream,
        from: some[0].revision,
        to: some.at(-1).revision,
      })),
    }
  }
}

async function stampRecord(digests, note, lastBatch, heads, tsa, { origin }, crypto) {
  const stream = `stamping-${SUFFIX}`
  const stamp = (heads.get(stream)?.revision ?? -1) + 1
  const imprint = evidenceRoot([...digests, crypto.digest('sha-256', encodeUtf8(note))], crypto)
  const nonce = timestampNonce(randomBytes(8))
  const answer = await tsa.answer(buildTimestampRequest({ imprint, nonce, policy: POLICY }))
  const { token } = parseTimestampResponse(answer)
  const tokens = [
    {
      tsa: 'bench',
      nonce: nonce.toHex(),
      policy: POLICY,
      token: token.toBase64(),
      chain: [],
      crls: [],
      ocsps: [],
    },
  ]
  const firstBatch = stamp * RUN
  const stampedAt = new Date(BEGIN).toISOString()
  const previous = heads.get(stream)?.hash ?? null
  return encodeRecord({
    v: STAMP_VERSION,
    origin,
    algorithms: ALGORITHMS,
    stamp,
    firstBatch,
    lastBatch,
    imprint: imprint.toHex(),
    tokens,
    stampedAt,
    previous,
  })
}

async function authority(crypto) {
  const key = keySigner(generateP256().privateKeyPem)
  const pki = await developmentPki({
    key,
    notBefore: BEGIN,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    crypto,
  })
  const issue = async (usage) => {
    const { privateKeyPem, publicKey } = generateP256()
    const certificate = await pki.issue({ usage, commonName: usage, publicKey, notBefore: BEGIN })
    return fileSigner({ privateKeyPem, certificate })
  }
  let serial = 1n
  const options = {
    signer: await issue('tsa'),
    policy: POLICY,
    accuracy: 250,
    clock: () => BEGIN,
    serial: () => serial++,
  }
  const signer = { ...(await issue('seal')), sign: () => NO_SIGNATURE }
  return { signer, tsa: developmentTsa(options, crypto) }
}
