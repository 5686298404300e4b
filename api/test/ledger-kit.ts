import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Anchor, ClockState, JsonObject, SignedEntry } from '@contremarque/ledger'
import type { Clock } from '../src/config/clock.js'
import type { Timers } from '../src/config/timers.js'
import { foundDevelopmentLedger } from '../src/development/pki/found-development-ledger.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { StoreError, type StoreErrorCode } from '../src/event-store/store-error.js'
import { openLedgerFolder, type LedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import { readSealCertificates } from '../src/ledger-folder/seal-certificates.js'
import { fileGuard } from '../src/sealing/guard.js'
import { appendPlatformEntry } from '../src/sealing/platform-entry.js'
import { Sealer } from '../src/sealing/sealer.js'
import type { SealerOptions } from '../src/sealing/sealer-options.js'

/** Time that moves only when a test moves it. Milliseconds since 1970. */
export class TestClock implements Clock {
  at = Date.UTC(2026, 10, 22, 8)

  now(): number {
    return this.at++
  }

  state(): ClockState {
    return { state: 'simulated' }
  }
}

/** Timers that fire only when a test advances them. */
export class TestTimers implements Timers {
  private now = 0
  private readonly tasks = new Set<{ readonly at: number; readonly task: () => void }>()

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.now + delay, task }
    this.tasks.add(entry)
    return () => this.tasks.delete(entry)
  }

  /** Milliseconds until each task that waits, ascending. */
  get delays(): number[] {
    return [...this.tasks].map(({ at }) => at - this.now).sort((a, b) => a - b)
  }

  /** Fires what falls due within `by` milliseconds, in order. */
  advance(by: number): void {
    const end = this.now + by
    for (;;) {
      const due = [...this.tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      const [next] = due
      if (next === undefined) break
      this.tasks.delete(next)
      this.now = next.at
      next.task()
    }
    this.now = end
  }
}

export type Fault = 'stored' | 'not stored' | 'unavailable'

/** A store that answers appends to some streams with faults, in the order they were set. */
export function faultyStore(
  store: EventStore,
  concerns: (stream: string) => boolean,
): EventStore & { readonly faults: Fault[] } {
  const faults: Fault[] = []
  const fail = (code: StoreErrorCode) => new StoreError(code, 'injected')
  return {
    faults,
    append: async (stream, revision, events) => {
      const fault = concerns(stream) ? faults.shift() : undefined
      if (fault === 'unavailable') throw fail('STORE_UNAVAILABLE')
      if (fault === 'not stored') throw fail('APPEND_AMBIGUOUS')
      const result = await store.append(stream, revision, events)
      if (fault === 'stored') throw fail('APPEND_AMBIGUOUS')
      return result
    },
    readStream: (...args) => store.readStream(...args),
    readHead: (...args) => store.readHead(...args),
    readAt: (...args) => store.readAt(...args),
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    headPosition: () => store.headPosition(),
    interference$: store.interference$,
    close: () => store.close(),
  }
}

/** A development ledger in a folder of its own, its sealer not started. */
export class LedgerKit {
  readonly clock = new TestClock()
  readonly timers = new TestTimers()
  path = ''
  folder!: LedgerFolder

  async open(): Promise<this> {
    this.path = await mkdtemp(join(tmpdir(), 'contremarque-ledger-'))
    return this.reopen()
  }

  async reopen(): Promise<this> {
    const { clock } = this
    const founder = foundDevelopmentLedger(clock.at)
    this.folder = await openLedgerFolder(this.path, { clock, founder })
    return this
  }

  async remove(): Promise<void> {
    await this.folder.close()
    await rm(this.path, { recursive: true })
  }

  get sealing(): string {
    return recordStreams(this.folder.info).sealing
  }

  async sealer(options: Partial<SealerOptions> = {}): Promise<Sealer> {
    const { folder, clock, timers } = this
    const { store, crypto, info } = folder
    const certificates = await readSealCertificates(store, crypto)
    return new Sealer({
      store,
      stream: this.sealing,
      rules: {
        origin: info.origin,
        crypto,
        isSealCertificate: (der) => certificates.has(crypto.digest('sha-256', der).toHex()),
      },
      signer: folder.noteSigner,
      checkpointKey: folder.trust.checkpointKey,
      guard: fileGuard(folder.paths.guard),
      knownNotes: [],
      clock,
      timers,
      ...options,
    })
  }

  /** Appends entries of the platform, one after the other; the sealer is told unless left out. */
  async record(
    stream: string,
    count = 1,
    sealer?: Sealer,
    anchor: Anchor | null = null,
  ): Promise<SignedEntry[]> {
    const entries: SignedEntry[] = []
    const at = new Date(this.clock.at).toISOString()
    for (let i = 0; i < count; i++) {
      const data = { since: at, until: at }
      entries.push(await this.recordEvent(stream, 'TimestampingResumed', data, sealer, anchor))
    }
    return entries
  }

  recordEvent(
    stream: string,
    type: string,
    data: JsonObject,
    sealer?: Sealer,
    anchor: Anchor | null = null,
  ): Promise<SignedEntry> {
    const { store, crypto, info, sealSigner: signer } = this.folder
    const { origin, ledgerId: actor } = info
    const remember: Sealer['remember'] = (...told) => {
      sealer?.remember(...told)
    }
    const writer = { store, crypto, origin, actor, signer, clock: this.clock, remember }
    return appendPlatformEntry(writer, { stream, type, data }, anchor)
  }

  /** Changes the event file as an intruder would, with a program of his own. */
  tamper(sql: string, ...values: (string | number | Uint8Array)[]): void {
    const database = new DatabaseSync(this.folder.paths.events)
    database.prepare(sql).run(...values)
    database.close()
  }
}

export function newCase(): string {
  return `expertise-${randomUUID()}`
}
