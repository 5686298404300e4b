import { LedgerError, type Signer } from '@contremarque/ledger'
import { developmentPki } from '@contremarque/ledger/development'
import { fileSigner, generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { randomBytes, randomUUID } from 'node:crypto'
import { ActionRefused } from '../src/actions/action-refused.js'
import type { Decider, Person } from '../src/actions/decider.js'
import { termsInForce } from '../src/actions/terms.js'
import type { Opening } from '../src/personal-data/opening.js'
import type { RecorderParts } from '../src/recorder/recorder-parts.js'
import { Recorder } from '../src/recorder/recorder.js'
import { Streams } from '../src/recorder/streams.js'
import { MemoryEventStore } from './memory-event-store.js'

export const crypto = nodeCrypto()
export const START_TIME = Date.UTC(2026, 2, 2, 9)
export const STREAM = 'expertise-00000000-0000-8000-8000-00000000000a'
const LOOKUP_KEY = new Uint8Array(32).fill(9)

export const person: Person = {
  id: 'd0000000-0000-8000-8000-000000000001',
  role: 'magistrat',
  authentication: { method: 'development', validity: 'good', checkedAt: null },
  evidence: { authentication: { fingerprint: 'ab', serial: '01' } },
  termsAccepted: termsInForce(START_TIME).version,
}

/** Counts up to a limit; `Refuse` is refused to a member, `Hide` as to a stranger. */
export type CountAction =
  | { readonly kind: 'Count'; readonly note?: string; readonly legallyDated?: boolean }
  | { readonly kind: 'Refuse' }
  | { readonly kind: 'Hide' }
  | { readonly kind: 'Nothing' }

export const counting: Decider<number, CountAction> = {
  initialState: 0,
  evolve: (count, { envelope }) => (envelope.type === 'Counted' ? count + 1 : count),
  decide(action, count) {
    if (action.kind === 'Refuse') throw new ActionRefused('CONSIGNATION_NOT_NOTIFIED', 'Count')
    if (action.kind === 'Hide') throw new ActionRefused('NOT_A_MEMBER', 'Count')
    if (action.kind === 'Nothing') return []
    return [
      {
        type: action.legallyDated === true ? 'DocumentOpened' : 'Counted',
        typeVersion: 1,
        data: { count: count + 1 },
        personal: action.note === undefined ? {} : { note: action.note },
        documents: [],
      },
    ]
  },
}

let signer: Signer | undefined

/** A development seal key, made once per run. */
export async function testSigner(): Promise<Signer> {
  if (signer !== undefined) return signer
  const root = generateP256()
  const seal = generateP256()
  const pki = await developmentPki({
    key: keySigner(root.privateKeyPem),
    notBefore: START_TIME,
    randomBytes: (length) => Uint8Array.from(randomBytes(length)),
    crypto,
  })
  const certificate = await pki.issue({
    usage: 'seal',
    commonName: 'Test seal',
    publicKey: seal.publicKey,
    notBefore: START_TIME,
  })
  signer = fileSigner({ privateKeyPem: seal.privateKeyPem, certificate })
  return signer
}

/** A recorder on a store in memory, with everything it tells the others kept for looking at. */
export async function recorderWorld(
  store = new MemoryEventStore(),
  given: Partial<RecorderParts> = {},
) {
  const openings: Opening[] = []
  const remembered: string[] = []
  const forgotten: string[] = []
  const failures: unknown[] = []
  const timers: { delay: number; task: () => void }[] = []
  const pseudonyms = new Map<string, string>()
  let now = START_TIME
  const world: { isOutage: boolean; beforeNaming?: () => void } = { isOutage: false }
  const parts: RecorderParts = {
    store,
    signer: await testSigner(),
    crypto,
    origin: `development.invalid/test/${'0'.repeat(32)}`,
    clock: { now: () => now, state: () => ({ state: 'simulated' }) },
    timers: {
      after(delay, task) {
        timers.push({ delay, task })
        return () => undefined
      },
    },
    lookupKey: LOOKUP_KEY,
    openings: { put: async (put) => void openings.push(...put) },
    pseudonyms: {
      find: async (id, stream) => pseudonyms.get(`${id} ${stream}`),
      async keep(id, stream, pseudonym) {
        world.beforeNaming?.()
        const kept = pseudonyms.get(`${id} ${stream}`) ?? pseudonym
        pseudonyms.set(`${id} ${stream}`, kept)
        return kept
      },
      personOf: async () => undefined,
    },
    anchor: () => null,
    assertRecordable: () => undefined,
    remember: (hash) => void remembered.push(hash),
    forget: (hash) => void forgotten.push(hash),
    room: () => undefined,
    assertLegallyDatedAllowed() {
      if (world.isOutage) throw new LedgerError('TIMESTAMP_REFUSED', 'no time-stamp for 4 h')
    },
    ...given,
  }
  const streams = new Streams(LOOKUP_KEY)
  const recorder = new Recorder(parts, {
    streams,
    foldingOf: () => counting as never,
    onFailure: (error) => void failures.push(error),
  })
  const record = (action: CountAction, key: string | null = randomUUID(), body = 'b') =>
    recorder.record({
      stream: STREAM,
      decider: counting,
      action,
      person,
      ...(key !== null && { idempotency: { caller: 'c', key, bodyDigest: digestOf(body) } }),
    })
  const advance = (ms: number) => void (now += ms)
  return {
    world,
    pseudonyms,
    store,
    recorder,
    record,
    openings,
    remembered,
    forgotten,
    failures,
    timers,
    streams,
    advance,
  }
}

function digestOf(body: string): string {
  return crypto.digest('sha-256', Buffer.from(body)).toHex()
}
