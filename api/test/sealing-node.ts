import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Observable } from 'rxjs'
import type { EventStore, StoredEvent } from '../src/event-store/event-store.js'
import { isStoreError, StoreError } from '../src/event-store/store-error.js'
import { fileGuard, type Guard } from '../src/sealing/guard.js'
import type { Sealer } from '../src/sealing/sealer.js'
import type { Stamper } from '../src/time-stamping/stamper.js'
import type { TsaChannel } from '../src/time-stamping/tsa-channel.js'
import { TestTimers } from './ledger-kit.js'

/** What a node does from a batch it makes to its time-stamp, in this order. */
export const steps = [
  'before the guard is written',
  'guard written',
  'batch sent',
  'batch stored, not answered',
  'batch not read back',
  'token asked for',
  'token obtained',
  'stamp sent',
  'stamp stored, not answered',
  'head note not written',
] as const
export type Step = (typeof steps)[number]

interface Streams {
  readonly sealing: string
  readonly stamping: string
}

/**
 * A process that seals and stamps, which can be stopped at a step as SIGSTOP does, or for ever as SIGKILL
 * does: from then on it hears and says nothing, and its timers stand still.
 */
export class SealingNode {
  readonly timers = new TestTimers()
  sealer!: Sealer
  stamper!: Stamper
  isAuthorityDown = false
  private readonly gone = Promise.withResolvers<never>()
  private running: PromiseWithResolvers<undefined> | undefined
  private halt: { readonly step: Step; readonly reached: () => void } | undefined
  private lateness: Promise<unknown> | undefined
  private isKilled = false
  private readonly writes = new Set<Promise<void>>()

  constructor(
    readonly folder: string,
    private readonly inner: EventStore,
    private readonly streams: Streams,
  ) {
    this.gone.promise.catch(() => undefined)
  }

  get isRunning(): boolean {
    return this.running === undefined && !this.isKilled
  }

  /** Resolves when the node has come to the step and stands still. */
  stopAt(step: Step): Promise<void> {
    return new Promise((reached) => {
      this.halt = { step, reached }
    })
  }

  /** Wherever it is just now. */
  standStill(): void {
    this.running = Promise.withResolvers()
  }

  goOn(): void {
    this.running?.resolve(undefined)
    this.running = undefined
  }

  kill(): void {
    this.isKilled = true
    this.goOn()
  }

  /** The next batch or stamp times out, and lands when `land` resolves. */
  delayNext(land: Promise<unknown>): void {
    this.lateness = land
  }

  /** Ends the process, and lets go of what it still holds in this one. */
  async bury(): Promise<void> {
    this.isKilled = true
    this.gone.reject(new StoreError('STORE_UNAVAILABLE', 'the process is dead'))
    this.goOn()
    await Promise.allSettled(this.writes)
    await this.inner.close()
  }

  async notes(): Promise<string[]> {
    const { acknowledged, attempt } = await fileGuard(this.folder).read()
    const signed = await readFile(join(this.folder, 'last-signed.note'), 'utf8')
    const tried = attempt === null ? [] : [(JSON.parse(attempt) as { note: string }).note]
    return [signed, ...(acknowledged === null ? [] : [acknowledged]), ...tried]
  }

  async guard(): Promise<Guard> {
    await mkdir(this.folder, { recursive: true })
    const file = fileGuard(this.folder)
    const write: Guard['write'] = (state) => {
      const written = file.write(state).finally(() => this.writes.delete(written))
      this.writes.add(written)
      return written
    }
    return {
      read: () => file.read(),
      write: async (state) => {
        if (state.attempt === null) return this.pass(() => write(state))
        await this.at('before the guard is written')
        await write(state)
        await this.at('guard written')
      },
    }
  }

  channel(channel: TsaChannel): TsaChannel {
    const ask: TsaChannel['ask'] = async (request, signal) => {
      await this.at('token asked for')
      if (this.isAuthorityDown) throw new RangeError('down')
      const answer = await channel.ask(request, signal)
      await this.at('token obtained')
      return answer
    }
    return { ...channel, ask }
  }

  async writeHead(): Promise<void> {
    await this.at('head note not written')
  }

  get store(): EventStore {
    const { inner } = this
    return {
      append: (stream, revision, events) => {
        const kind = this.kindOf(stream)
        const append = () => inner.append(stream, revision, events)
        return kind === undefined ? this.pass(append) : this.send(kind, append)
      },
      readStream: (...asked) => this.pass(() => inner.readStream(...asked)),
      readHead: (stream) => this.pass(() => inner.readHead(stream)),
      readAt: (position) => this.pass(() => inner.readAt(position)),
      readAll: (...asked) => this.pass(() => inner.readAll(...asked)),
      headPosition: () => this.pass(() => inner.headPosition()),
      subscribe: (after, handle) =>
        new Observable((subscriber) =>
          inner
            .subscribe(after, async (page) => {
              await this.receive(page)
              await handle(page)
            })
            .subscribe(subscriber),
        ),
      interference$: inner.interference$,
      close: () => inner.close(),
    }
  }

  private kindOf(stream: string): 'batch' | 'stamp' | undefined {
    if (stream === this.streams.sealing) return 'batch'
    return stream === this.streams.stamping ? 'stamp' : undefined
  }

  private async send<T>(kind: 'batch' | 'stamp', append: () => Promise<T>): Promise<T> {
    await this.at(`${kind} sent`)
    const late = this.lateness
    this.lateness = undefined
    if (late !== undefined) {
      // What has become of it then is for the store to say.
      void late.then(append).catch((error: unknown) => {
        if (!isStoreError(error, 'WRONG_REVISION')) throw error
      })
      throw new StoreError('APPEND_AMBIGUOUS', 'no answer')
    }
    const result = await append()
    await this.at(`${kind} stored, not answered`)
    return result
  }

  private async receive(page: readonly StoredEvent[]): Promise<void> {
    const hasBatch = page.some(({ stream }) => stream === this.streams.sealing)
    await (hasBatch ? this.at('batch not read back') : this.stillRunning())
  }

  private async at(step: Step): Promise<void> {
    await this.stillRunning()
    if (this.halt?.step !== step) return
    const { reached } = this.halt
    this.halt = undefined
    this.running = Promise.withResolvers()
    reached()
    await this.stillRunning()
  }

  private async pass<T>(call: () => Promise<T>): Promise<T> {
    await this.stillRunning()
    const result = await call()
    await this.stillRunning()
    return result
  }

  private async stillRunning(): Promise<void> {
    await Promise.race([this.running?.promise, this.gone.promise])
    if (this.isKilled) await this.gone.promise
  }
}
