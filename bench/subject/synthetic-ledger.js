import { randomBytes, randomUUID } from 'node:crypto'
import {
  ALGORITHMS,
  BATCH_VERSION,
  buildTimestampRequest,
  CompactRange,
  encodeRecord,
  encodeUtf8,
  ENVELOPE_VERSION,
  evidenceRoot,
  formatVerifierKey,
  KEYS_STREAM,
  parseHex,
  parseTimestampResponse,
  recordHash,
  signCheckpoint,
  signEntry,
  STAMP_VERSION,
  storeEventId,
  toBase64url,
  trustFromGenesis,
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
import { unsignedEntries } from './unsigned-entry.js'

const POLICY = '1.3.6.1.4.1.99999.1'
const BEGIN = Date.parse('2026-03-02T08:00:00Z')
const SUFFIX = '11111111-1111-4111-8111-111111111111'
/**
 * The log of a ledger of any size, made as it is read: real entries, signed only when asked for, really
 * sealed `batch` at a time and stamped `run` batches at a time. `read()` gives what an event store's
 * readAll gives, in order, once.
 */
export async function syntheticLedger({
  entries,
  cases,
  batch = 4096,
  run = 16,
  isSigned = false,
}) {
  const crypto = nodeCrypto()
  const { signer, tsa, root, tsaDigest } = await authority(crypto)
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
  const signed = (envelope) => signEntry(envelope, signer, crypto)
  const write = isSigned ? signed : unsignedEntries(signer, crypto)
  const genesis = await signed(genesisOf({ origin, notes, signer, tsaDigest, crypto }))
  const made = { entries, batchSize: batch, runLength: run }
  const read = () => events({ ...made, genesis, crypto, write, tsa, notes, setting })
  const trust = trustFromGenesis({
    ...genesis,
    sealRoots: [root],
    tsaRoots: [root],
    clockTolerance: 5_000,
  })
  return { crypto, origin, read, trust, ...setting }
}

async function* events(parts) {
  const { entries, batchSize, runLength, genesis, crypto, write, tsa, notes, setting } = parts
  const heads = new Map()
  const tree = new CompactRange(crypto)
  let position = 0n
  const stored = (stream, data, hash, type) => {
    const revision = (heads.get(stream)?.revision ?? -1) + 1
    heads.set(stream, { revision, hash })
    const bytes = parseHex(hash)
    const id = storeEventId(bytes)
    return { stream, revision, position: ++position, id, type, data, hash: bytes }
  }
  let run = []
  let note
  for (let first = 0, batch = 0; first < entries; first += batchSize, batch++) {
    const count = Math.min(batchSize, entries - first)
    const page = []
    for (let i = 0; i < count; i++) {
      const number = first + i - 1
      const { der, hash, envelope } =
        number < 0 ? genesis : await write(envelopeAt(number, BEGIN, heads, setting, crypto))
      page.push(stored(envelope.stream, der, hash, envelope.type))
    }
    const ranges = rangesOf(page)
    for (const { hash, data } of ranges.ordered) {
      tree.append(hash)
      run.push(crypto.digest('sha-256', data))
    }
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
    if (batch % runLength === runLength - 1 || first + count >= entries) {
      const batches = { firstBatch: batch - (batch % runLength), lastBatch: batch, note }
      const stamp = await stampRecord(run, batches, first + count, heads, tsa, setting, crypto)
      run = []
      page.push(stored(`stamping-${SUFFIX}`, stamp, recordHash(stamp, crypto), 'BatchesStamped'))
    }
    yield page
  }

  function rangesOf(page) {
    const groups = [...Map.groupBy(page, ({ stream }) => stream)]
    return {
      ordered: groups.flatMap(([, some]) => some),
      ranges: groups.map(([stream, some]) => ({
        stream,
        from: some[0].revision,
        to: some.at(-1).revision,
      })),
    }
  }
}

/** Entry 0: of this ledger, its keys and its authority. */
function genesisOf({ origin, notes, signer, tsaDigest, crypto }) {
  const at = new Date(BEGIN).toISOString()
  return {
    v: ENVELOPE_VERSION,
    origin,
    stream: KEYS_STREAM,
    revision: 0,
    type: 'LedgerOpened',
    typeVersion: 1,
    actor: { id: SUFFIX, role: 'plateforme' },
    authentication: { method: 'platform', validity: 'not-applicable', checkedAt: null },
    request: null,
    documents: [],
    commitments: [],
    data: {
      profile: 'development',
      algorithms: ALGORITHMS,
      checkpointKey: formatVerifierKey(notes, crypto),
      sealCertificate: toBase64url(signer.certificate),
      tsas: [{ name: 'bench', policies: [POLICY], accuracy: 250, certificates: [tsaDigest] }],
      mergeDelay: 60_000,
      predecessor: null,
    },
    occurredAt: { at, basis: 'observed' },
    recordedAt: at,
    clock: { state: 'simulated' },
    previous: null,
    anchor: null,
    correlation: null,
    causation: null,
  }
}

async function stampRecord(digests, batches, size, heads, tsa, setting, crypto) {
  const { firstBatch, lastBatch, note } = batches
  const stream = `stamping-${SUFFIX}`
  const stamp = (heads.get(stream)?.revision ?? -1) + 1
  const imprint = evidenceRoot([...digests, crypto.digest('sha-256', encodeUtf8(note))], crypto)
  const nonce = timestampNonce(randomBytes(8))
  const request = buildTimestampRequest({ imprint, nonce, policy: POLICY })
  const answer = await tsa.at(BEGIN + size).answer(request)
  const { token } = parseTimestampResponse(answer)
  setting.anchor = {
    root: Buffer.from(note.split('\n')[2], 'base64').toString('hex'),
    size,
    token: crypto.digest('sha-256', token).toHex(),
  }
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
  const stampedAt = new Date(BEGIN + size).toISOString()
  const previous = heads.get(stream)?.hash ?? null
  return encodeRecord({
    v: STAMP_VERSION,
    origin: setting.origin,
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
  let clock = BEGIN
  const options = {
    signer: await issue('tsa'),
    policy: POLICY,
    accuracy: 250,
    clock: () => clock,
    serial: () => serial++,
  }
  const answering = developmentTsa(options, crypto)
  return {
    signer: await issue('seal'),
    tsa: {
      at(instant) {
        clock = instant
        return answering
      },
    },
    root: pki.root.der,
    tsaDigest: crypto.digest('sha-256', options.signer.certificate).toHex(),
  }
}
