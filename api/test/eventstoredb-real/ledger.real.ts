import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { entryHash, LedgerError, toHex, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { reading } from '../../src/actions/console/reading.js'
import type { Person } from '../../src/actions/decider.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { openLedgerNode, type LedgerNode } from '../../src/ledger-node.js'
import { TokenClock } from '../../src/time-stamping/token-clock.js'
import { openFolderReadOnly } from '../../src/verification/open-folder.js'
import { realServer } from './real-server.js'

/** More when the server is to be killed and started again meanwhile, by hand. */
const EVENTS = Number(process.env['CONTREMARQUE_EVENTS'] ?? 2_000)
const CALLERS = 32

interface Caller {
  readonly person: Person
  readonly stream: string
  /** Entry hashes, in the order in which they were acknowledged. */
  readonly acknowledged: string[]
}

test(`${EVENTS} events of ${CALLERS} callers: each acknowledged one is there once, in order, sealed, stamped and verified`, async () => {
  const path = await mkdtemp(join(tmpdir(), 'contremarque-real-'))
  const node = await openLedgerNode(path, {
    clock: new TokenClock(),
    mayFound: true,
    eventStoreDb: realServer(),
  })
  try {
    const callers = Array.from({ length: CALLERS }, () => newCaller(node))
    await Promise.all(callers.map((caller) => recordAll(node, caller, EVENTS / CALLERS)))
    await settleAtLast(node)
    for (const { stream, acknowledged } of callers) {
      expect(await storedHashes(node.ledger.folder.store, stream)).toEqual(acknowledged)
    }
    expect(node.ledger.alarms()).toEqual([])
    const report = await check(path, node)
    expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
    expect(report.entries).toBeGreaterThan(EVENTS)
  } finally {
    await node.close()
    await rm(path, { recursive: true })
  }
}, 3_600_000)

function newCaller({ streams }: LedgerNode): Caller {
  const person: Person = {
    id: randomUUID(),
    role: 'auditeur',
    authentication: { method: 'development', validity: 'good', checkedAt: null },
    evidence: { authentication: { fingerprint: 'ab', serial: '01' } },
    termsAccepted: '2024-1',
  }
  return { person, stream: streams.console(person.id), acknowledged: [] }
}

/** Asks with the same key until it is answered, as a client must. */
async function recordAll(
  { recorder }: LedgerNode,
  { person, stream, acknowledged }: Caller,
  count: number,
): Promise<void> {
  for (let i = 0; i < count;) {
    const key = `${person.id} ${i}`
    const idempotency = {
      caller: person.id,
      key,
      bodyDigest: createHash('sha256').update(key).digest('hex'),
    }
    const action = { kind: 'ConsultScreen', screen: 'ledger' } as const
    try {
      const { entries } = await recorder.record({
        stream,
        decider: reading,
        action,
        person,
        idempotency,
      })
      acknowledged.push(...entries.map(({ hash }) => hash))
      i++
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      await delay(100)
    }
  }
}

async function settleAtLast({ ledger }: LedgerNode): Promise<void> {
  for (;;) {
    try {
      await ledger.settle()
      return
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      await delay(500)
    }
  }
}

async function storedHashes(store: EventStore, stream: string): Promise<string[]> {
  const crypto = nodeCrypto()
  const hashes: string[] = []
  for (;;) {
    const page = await store.readStream(stream, hashes.length, 500)
    if (page.length === 0) return hashes
    hashes.push(...page.map(({ data }) => toHex(entryHash(data, crypto))))
  }
}

async function check(path: string, node: LedgerNode) {
  const { source, close } = await openFolderReadOnly(path, realServer())
  try {
    const { trust, crypto } = node.ledger.folder
    return await verify({ source, trust, trustSource: 'given', crypto })
  } finally {
    await close()
  }
}
