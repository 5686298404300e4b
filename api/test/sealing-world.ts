import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  parseBatchRecord,
  parseStampRecord,
  parseTrust,
  verify,
  type BatchRecord,
  type Report,
} from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { openDevelopmentAuthority } from '../src/development/pki/development-authority.js'
import { foundDevelopmentLedger } from '../src/development/pki/found-development-ledger.js'
import { developmentChannel } from '../src/development/tsa/development-tsa.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { openEventStoreDbStore } from '../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { openLedgerFolder, type LedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import { readSealCertificates } from '../src/ledger-folder/seal-certificates.js'
import { appendPlatformEntry } from '../src/sealing/platform-entry.js'
import { Sealer } from '../src/sealing/sealer.js'
import type { OutageTeller } from '../src/time-stamping/outage.js'
import { TrustedAuthorities } from '../src/time-stamping/trusted-authorities.js'
import { TsaAsker } from '../src/time-stamping/ask-tsa.js'
import { Stamper } from '../src/time-stamping/stamper.js'
import type { TsaChannel } from '../src/time-stamping/tsa-channel.js'
import { openFolderReadOnly } from '../src/verification/open-folder.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'
import { newCase, TestClock } from './ledger-kit.js'
import { SealingNode } from './sealing-node.js'

export type Engine = 'SQLite' | 'EventStoreDB, its double'

/** Milliseconds that every node's timers advance in one turn. */
const TURN = 250
const NEVER = 1_000_000_000
/** Milliseconds of real time after which what is awaited is said not to come. */
const PATIENCE = 60_000

/** One ledger, and nodes that seal and stamp it beside each other, each with a guard of its own. */
export class SealingWorld {
  readonly clock = new TestClock()
  /** Outages told, by their beginning; whether each is over. */
  readonly told = new Map<string, boolean>()
  recorded = 0
  private readonly outages: OutageTeller = {
    interrupted: async (since) => void this.told.set(since, false),
    resumed: async () => this.told.forEach((_, since) => this.told.set(since, true)),
  }
  private path = ''
  private folder!: LedgerFolder
  private channel!: TsaChannel
  private double: EventStoreDbDouble | undefined
  private readonly nodes: SealingNode[] = []

  async begin(engine: Engine): Promise<this> {
    const { clock } = this
    this.path = await mkdtemp(join(tmpdir(), 'contremarque-sealing-'))
    if (engine !== 'SQLite') this.double = await EventStoreDbDouble.start()
    const founder = foundDevelopmentLedger(clock.at)
    const eventStoreDb = this.double && { url: this.double.url }
    this.folder = await openLedgerFolder(this.path, {
      clock,
      founder,
      ...(eventStoreDb && { eventStoreDb }),
    })
    this.channel = developmentChannel(await openDevelopmentAuthority(this.folder.paths), clock)
    this.recorded = 1
    return this
  }

  async end(): Promise<void> {
    for (const node of this.nodes.splice(0)) await node.bury()
    await this.folder.close()
    this.double?.kill()
    await rm(this.path, { recursive: true })
  }

  /** Starts a process; of a name that was there before, on what that one left. */
  async start(name: string): Promise<SealingNode> {
    const { folder, clock } = this
    const { crypto, info, trust } = folder
    const streams = recordStreams(info)
    const node = new SealingNode(join(this.path, `guard-${name}`), await this.openStore(), streams)
    this.nodes.push(node)
    const { store, timers } = node
    const certificates = await readSealCertificates(store, crypto)
    node.sealer = new Sealer({
      store,
      stream: streams.sealing,
      rules: {
        origin: info.origin,
        crypto,
        isSealCertificate: (der) => certificates.has(crypto.digest('sha-256', der).toHex()),
      },
      signer: folder.noteSigner,
      checkpointKey: trust.checkpointKey,
      guard: await node.guard(),
      knownNotes: [],
      clock,
      timers,
      pace: { heartbeat: NEVER },
    })
    let asked = 0
    const randomBytes = (length: number): Uint8Array =>
      crypto.digest('sha-256', Uint8Array.of(asked++)).slice(0, length)
    const authorities = new TrustedAuthorities(trust, crypto)
    node.stamper = new Stamper({
      store,
      streams,
      origin: info.origin,
      crypto,
      clock,
      timers,
      sealed$: node.sealer.sealed$,
      isStandby: () => node.sealer.isStandby,
      askers: [new TsaAsker(node.channel(this.channel), { clock, authorities, randomBytes })],
      writeHead: () => node.writeHead(),
      outages: this.outages,
    })
    await node.sealer.start()
    await node.stamper.start()
    return node
  }

  /** The server comes back with a copy that lacks the last events. */
  async putBack(count: number): Promise<void> {
    this.double?.kill()
    this.double?.log.truncate(count)
    await this.double?.listen()
  }

  async record(node: SealingNode, count: number): Promise<void> {
    const { store, crypto, info, sealSigner: signer } = this.folder
    const { origin, ledgerId: actor } = info
    const remember: Sealer['remember'] = (...told) => node.sealer.remember(...told)
    const writer = { store, crypto, origin, actor, signer, clock: this.clock, remember }
    const at = new Date(this.clock.at).toISOString()
    const event = { stream: newCase(), type: 'TimestampingResumed', data: { since: at, until: at } }
    for (let i = 0; i < count; i++) await appendPlatformEntry(writer, event, node.stamper.anchor())
    this.recorded += count
  }

  /** Lets time pass for every process that runs until `isDone`. */
  async until(isDone: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(async () => {
      if (await isDone()) return true
      for (const { isRunning, timers } of this.nodes) if (isRunning) timers.advance(TURN)
      return false
    }, PATIENCE)
  }

  /** Until all that is recorded is sealed and stamped, and every process that runs knows the seals. */
  async settled(): Promise<void> {
    await this.until(async () => {
      const running = this.nodes.filter(({ isRunning }) => isRunning)
      const isSealed = ({ sealer }: SealingNode) =>
        sealer.lastBatch?.checkpoint.size === this.recorded && sealer.alarm === undefined
      return running.every(isSealed) && (await this.isStamped(running[0]!))
    })
  }

  /** Ends the processes that run, in good order, and says what is in the store. */
  async outcome(): Promise<{ report: Report; sealed: number }> {
    const running = this.nodes.filter(({ isRunning }) => isRunning)
    for (const { sealer, stamper } of running) {
      await stamper.stop()
      await sealer.stop()
    }
    const { paths } = this.folder
    const batches = await this.batches()
    const { source, close } = await openFolderReadOnly(
      this.path,
      this.double && { url: this.double.url },
    )
    const trust = parseTrust(await readFile(paths.trust))
    const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
    await close()
    return {
      report,
      sealed: batches.reduce((sum, { count }) => sum + count, 0),
    }
  }

  /** Notes in the guards of the processes that run which are of no batch in the store. */
  async strays(): Promise<string[]> {
    const notes = new Set((await this.batches()).map(({ note }) => note))
    const running = this.nodes.filter(({ isRunning }) => isRunning)
    const kept = await Promise.all(running.map((node) => node.notes()))
    return kept.flat().filter((note) => !notes.has(note))
  }

  private async batches(): Promise<BatchRecord[]> {
    const { store, info } = this.folder
    const events = await store.readStream(recordStreams(info).sealing, 0, 1_000)
    return events.map(({ data }) => parseBatchRecord(data))
  }

  private async isStamped({ sealer }: SealingNode): Promise<boolean> {
    const { store, info } = this.folder
    const head = await store.readHead(recordStreams(info).stamping)
    return (
      head !== undefined && parseStampRecord(head.data).lastBatch === sealer.lastBatch?.record.batch
    )
  }

  private async openStore(): Promise<EventStore> {
    if (this.double !== undefined) return openEventStoreDbStore({ url: this.double.url })
    return keptOpen(this.folder.store)
  }
}

/** The store of a file, which outlives the process that is dropped. */
function keptOpen(store: EventStore): EventStore {
  return {
    append: (...asked) => store.append(...asked),
    readStream: (...asked) => store.readStream(...asked),
    readHead: (stream) => store.readHead(stream),
    readAt: (position) => store.readAt(position),
    readAll: (...asked) => store.readAll(...asked),
    subscribe: (...asked) => store.subscribe(...asked),
    headPosition: () => store.headPosition(),
    interference$: store.interference$,
    close: async () => undefined,
  }
}
