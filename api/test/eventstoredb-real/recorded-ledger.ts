import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { Caller } from '../../../test/acceptance/caller.ts'
import { LedgerServer } from '../../../test/acceptance/ledger-server.ts'
import { contremarque } from '../../../test/acceptance/run-command.ts'
import { trustFile } from '../../../test/acceptance/stored-ledger.ts'
import { TemporaryFolder } from '../../../test/acceptance/temporary-folder.ts'

type Env = Readonly<Record<string, string>>

interface ExportLine {
  readonly kind: string
  readonly stream: string
  readonly der: string
}

interface Report {
  readonly verdict: string
  readonly findings: readonly unknown[]
  readonly entries: number
}

/** The built server over an event store, and callers that ask again until they are answered. */
export class RecordedLedger {
  private readonly folder = new TemporaryFolder()
  private readonly callers: readonly Caller[]
  private server: LedgerServer | undefined

  /** @param env what names the event store */
  constructor(
    private readonly env: Env,
    callers: number,
  ) {
    this.callers = Array.from({ length: callers }, () => new Caller(() => this.server!.url))
  }

  get data(): string {
    return this.folder.file('data')
  }

  async start(): Promise<void> {
    this.server = await LedgerServer.start(this.data, { env: this.env })
  }

  /** Resolves when so many are acknowledged, by all callers together. */
  async record(events: number): Promise<void> {
    await Promise.all(this.callers.map((caller) => caller.record(events / this.callers.length)))
  }

  /** Resolves when so many are acknowledged, or `recorded` has come to its end. */
  async until(count: number, recorded: Promise<unknown>): Promise<void> {
    // What ends the callers ends the waiting.
    while (this.total < count) await Promise.race([pause(20), recorded])
  }

  get total(): number {
    return this.callers.reduce((sum, { count }) => sum + count, 0)
  }

  /** Kills the server, not the event store; resolves with what starts it again. */
  async killServer(): Promise<() => Promise<void>> {
    await this.server!.stop('SIGKILL')
    return () => this.start()
  }

  /** Seals all and stops; each acknowledged entry must be there once, in order, and the ledger verify. */
  async expectWhole(events: number): Promise<void> {
    await this.sealAll()
    expect(this.total).toBeGreaterThanOrEqual(events)
    this.expectAlarmsEnded()
    await this.server!.stop()
    await this.expectVerified(events)
    const exported = await this.exportedHashes()
    for (const [stream, hashes] of this.callers.flatMap(({ streams }) => [...streams])) {
      expect([stream, exported.get(stream)]).toEqual([stream, hashes])
    }
  }

  /** A store that was away stopped sealing, and that is over; nothing else was told. */
  private expectAlarmsEnded(): void {
    const { fatal, log } = this.server!
    const ended = new Set(log.map(({ msg }) => msg))
    expect(fatal.filter((message) => !ended.has(`ended: ${message}`))).toEqual([])
    expect(fatal.filter((message) => !message.startsWith('sealing failed: '))).toEqual([])
  }

  /** @param env what names the event store now */
  async expectVerified(events: number, env = this.env): Promise<void> {
    const argv = ['verify', this.data, '--trust', trustFile(this.data), '--json']
    const { stdout } = await contremarque(argv, { env })
    const { verdict, findings, entries } = JSON.parse(stdout) as Report
    expect([verdict, findings]).toEqual(['TOTAL_PASSED', []])
    expect(entries).toBeGreaterThan(events)
  }

  /** No server outlives the test. */
  async dispose(): Promise<void> {
    await this.server?.stop('SIGKILL')
    this.folder.remove()
  }

  /**
   * An answer that waits for its time-stamp: what was recorded before it is stamped too. It waits half a
   * minute, and an event store that is killed meanwhile may be away for longer.
   */
  private async sealAll(): Promise<void> {
    const caller = new Caller(() => this.server!.url)
    let state = ''
    for (let tries = 0; tries < 10 && state !== 'stamped'; tries++) {
      ;({ state } = await caller.recordLast())
    }
    expect(state).toBe('stamped')
  }

  /** By stream, in its order: RFC 9162 §2.1.1 leaf hashes. */
  private async exportedHashes(): Promise<ReadonlyMap<string, string[]>> {
    const out = this.folder.file('all.jsonl')
    const argv = ['export', '--data', this.data, '--out', out]
    const { status, stderr } = await contremarque(argv, { env: this.env })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    const streams = new Map<string, string[]>()
    for await (const line of createInterface({ input: createReadStream(out) })) {
      const { kind, stream, der } = JSON.parse(line) as ExportLine
      if (kind !== 'entry') continue
      const leaf = createHash('sha256').update(Buffer.of(0)).update(der, 'base64').digest('hex')
      const hashes = streams.get(stream)
      if (hashes === undefined) streams.set(stream, [leaf])
      else hashes.push(leaf)
    }
    return streams
  }
}
