import {
  parseStampingRecord,
  REVOCATION_VERSION,
  STAMP_VERSION,
  type RevocationRecord,
  type StampingRecord,
  type StampRecord,
} from '@contremarque/ledger'
import { openDevelopmentAuthority } from '../src/development/pki/development-authority.js'
import { developmentChannel } from '../src/development/tsa/development-tsa.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import type { Sealer } from '../src/sealing/sealer.js'
import type { OutageTeller } from '../src/time-stamping/outage.js'
import { TrustedAuthorities } from '../src/time-stamping/trusted-authorities.js'
import { TsaAsker } from '../src/time-stamping/ask-tsa.js'
import { Stamper, type StampedRun, type StamperOptions } from '../src/time-stamping/stamper.js'
import type { TsaChannel } from '../src/time-stamping/tsa-channel.js'
import { LedgerKit } from './ledger-kit.js'

/** A development ledger whose sealer runs, and a stamper over authorities of the test's choice. */
export class StampingKit extends LedgerKit {
  readonly announced: { readonly type: string; readonly data: object }[] = []
  readonly heads: string[] = []
  readonly runs: StampedRun[] = []
  /** As the ledger does: one that is told is not told again before it is over. */
  readonly outages: OutageTeller = {
    interrupted: async (since, tsas) => {
      this.outageSince ??= since
      this.announced.push({ type: 'TimestampingInterrupted', data: { since, tsas } })
    },
    resumed: async (until) => {
      if (this.outageSince === undefined) return
      this.announced.push({ type: 'TimestampingResumed', data: { since: this.outageSince, until } })
      this.outageSince = undefined
    },
  }
  private outageSince: string | undefined
  running!: Sealer
  good!: TsaChannel
  stamper!: Stamper

  async begin(): Promise<this> {
    await this.open()
    const authority = await openDevelopmentAuthority(this.folder.paths)
    this.good = developmentChannel(authority, this.clock)
    this.running = await this.sealer()
    await this.running.start()
    return this
  }

  async end(): Promise<void> {
    await (this.stamper as Stamper | undefined)?.stop()
    await this.running.stop()
    await this.remove()
  }

  async stamping(
    channels: readonly TsaChannel[] = [this.good],
    options: Partial<StamperOptions> = {},
  ): Promise<Stamper> {
    const { store, crypto, info } = this.folder
    this.stamper = new Stamper({
      store,
      streams: recordStreams(info),
      origin: info.origin,
      crypto,
      clock: this.clock,
      timers: this.timers,
      sealed$: this.running.sealed$,
      askers: channels.map((channel) => this.asker(channel)),
      writeHead: async (note) => {
        this.heads.push(note)
      },
      outages: this.outages,
      ...options,
    })
    this.stamper.stamped$.subscribe((run) => this.runs.push(run))
    await this.stamper.start()
    return this.stamper
  }

  async stamps(): Promise<StampRecord[]> {
    return (await this.stampingRecords()).filter((record) => record.v === STAMP_VERSION)
  }

  async revocations(): Promise<RevocationRecord[]> {
    return (await this.stampingRecords()).filter((record) => record.v === REVOCATION_VERSION)
  }

  private async stampingRecords(): Promise<StampingRecord[]> {
    const { store, info } = this.folder
    const events = await store.readStream(recordStreams(info).stamping, 0, 100)
    return events.map(({ data }) => parseStampingRecord(data))
  }

  private asker(channel: TsaChannel): TsaAsker {
    const { crypto, trust } = this.folder
    const tsas = trust.tsas.map((tsa) => ({ ...tsa, name: channel.name }))
    let asked = 0
    const randomBytes = (length: number): Uint8Array =>
      crypto.digest('sha-256', Uint8Array.of(asked++)).slice(0, length)
    const authorities = new TrustedAuthorities({ ...trust, tsas }, crypto)
    return new TsaAsker(channel, { clock: this.clock, authorities, randomBytes })
  }
}

/** Answers, but its revocation lists are out of reach while `isDown`. */
export function withoutLists(channel: TsaChannel) {
  const state = { isDown: true, asked: 0 }
  const flaky: TsaChannel = {
    ...channel,
    revocation: async (...about) => {
      state.asked++
      if (state.isDown) throw new RangeError('no lists')
      return channel.revocation(...about)
    },
  }
  return { flaky, state }
}
