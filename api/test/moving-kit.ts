import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTrust, verify, type Report } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import { START, type EventStore, type StoredEvent } from '../src/event-store/event-store.js'
import type { RunningLedger } from '../src/ledger-folder/run-ledger.js'
import { copyLedger, type CopyWatcher } from '../src/store-copy/copy-ledger.js'
import type { CopyTarget, StorePlace } from '../src/store-copy/copy-target.js'
import { openCopyTarget } from '../src/store-copy/open-copy-target.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { openFolderReadOnly } from '../src/verification/open-folder.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'

export const silent: CopyWatcher = {
  onSettling: () => undefined,
  onCopying: () => undefined,
  onCopied: () => undefined,
  onVerifying: () => undefined,
  onVerified: () => undefined,
  onClosed: () => undefined,
}

/** Changes a target between its opening and the copy. */
export type Meddling = (target: CopyTarget, ledger: RunningLedger) => CopyTarget

/** A development ledger that moves between its folder and a double of EventStoreDB. */
export class MovingKit {
  path = ''
  double!: EventStoreDbDouble
  private readonly clock = new TokenClock()
  private readonly running: RunningLedger[] = []

  async begin(): Promise<this> {
    this.double = await EventStoreDbDouble.start()
    this.path = await mkdtemp(join(tmpdir(), 'contremarque-moving-'))
    return this
  }

  /** Begins with the ledger of another kit, as it stands: its folder, and what its server holds. */
  async beginLike(other: MovingKit): Promise<this> {
    await this.begin()
    await cp(other.path, this.path, { recursive: true })
    for (const { stream, ...written } of other.double.log.all) {
      this.double.log.append(stream, 'any', [written])
    }
    return this
  }

  async end(): Promise<void> {
    await this.close()
    this.double.kill()
    await rm(this.path, { recursive: true })
  }

  async open(place: StorePlace): Promise<RunningLedger> {
    const ledger = await runDevelopmentLedger(this.path, {
      clock: this.clock,
      mayFound: true,
      ...(place !== 'embedded' && { eventStoreDb: place }),
    })
    this.running.push(ledger)
    return ledger
  }

  async close(): Promise<void> {
    for (const ledger of this.running.splice(0)) await ledger.close()
  }

  /** Records in three streams, seals and stamps, twice; then leaves some that are only recorded. */
  async fill(place: StorePlace, count = 3): Promise<void> {
    const ledger = await this.open(place)
    for (let round = 0; round < 3; round++) {
      for (const name of ['one', 'two', 'three']) await this.record(ledger, name, count)
      if (round < 2) await ledger.settle()
    }
    await this.close()
  }

  async record(ledger: RunningLedger, name: string, count = 1): Promise<void> {
    const at = new Date(this.clock.now()).toISOString()
    const data = { since: at, until: at }
    for (let i = 0; i < count; i++) {
      await ledger.tell({ stream: `platform-${name}`, type: 'TimestampingResumed', data })
    }
  }

  /** As the command does. */
  async move(
    from: StorePlace,
    to: StorePlace,
    meddle: Meddling = (target) => target,
  ): Promise<void> {
    const ledger = await runDevelopmentLedger(this.path, {
      clock: this.clock,
      mayFound: false,
      recording: false,
      ...(from !== 'embedded' && { eventStoreDb: from }),
    })
    try {
      const target = await openCopyTarget(ledger.folder, to, {})
      try {
        await copyLedger(ledger, meddle(target, ledger), this.clock, silent)
      } finally {
        await target.store.close()
      }
    } finally {
      await ledger.close()
    }
  }

  async verify(place: StorePlace): Promise<Report> {
    const opened = await openFolderReadOnly(this.path, place === 'embedded' ? undefined : place)
    try {
      const trust = parseTrust(await readFile(join(this.path, 'trust.json')))
      const { source } = opened
      return await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
    } finally {
      await opened.close()
    }
  }

  async store(): Promise<string> {
    const text = await readFile(join(this.path, 'ledger.json'), 'utf8')
    return (JSON.parse(text) as { store: string }).store
  }

  /** Has the folder name an engine, as before a move or after it. */
  async name(store: 'eventstoredb' | 'sqlite'): Promise<void> {
    const path = join(this.path, 'ledger.json')
    const info = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...info, store }))
  }
}

/** All events, by stream: what two stores must have the same. */
export async function contentOf(store: EventStore): Promise<Map<string, unknown[]>> {
  const events: StoredEvent[] = []
  for (;;) {
    const page = await store.readAll(events.at(-1)?.position ?? START, 500)
    if (page.length === 0) break
    events.push(...page)
  }
  const plain = events.map(({ position: _, data, ...event }) => ({
    ...event,
    data: Buffer.from(data).toString('base64'),
  }))
  return Map.groupBy(plain, ({ stream }) => stream)
}
