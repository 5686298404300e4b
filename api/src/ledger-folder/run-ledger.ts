import { KEYS_STREAM, parseCheckpoint, parseNote, type Anchor } from '@contremarque/ledger'
import type { Observable } from 'rxjs'
import type { Clock } from '../config/clock.js'
import { systemTimers, type Timers } from '../config/timers.js'
import type { StoredEvent } from '../event-store/event-store.js'
import type { Interference } from '../event-store/interference.js'
import { readIfThere } from '../files/durable-file.js'
import { fileGuard } from '../sealing/guard.js'
import type { LandmarkOptions } from '../sealing/landmark-keeper.js'
import { fileLandmarks } from '../sealing/landmark.js'
import { Sealer } from '../sealing/sealer.js'
import {
  foreignEvent,
  SealingError,
  stopsRecording,
  type LedgerAlarm,
} from '../sealing/sealing-error.js'
import type { PaceSettings } from '../sealing/sealing-pace.js'
import type { Stamper } from '../time-stamping/stamper.js'
import { TrustedAuthorities } from '../time-stamping/trusted-authorities.js'
import { assertClosedRights } from './assert-closed-rights.js'
import { FolderError } from './folder-error.js'
import { openLedgerFolder, type LedgerFolder, type OpenLedgerOptions } from './ledger-folder.js'
import { reasonOf, recordStreams } from './ledger-info.js'
import { makeStamper, type StampingOptions } from './make-stamper.js'
import { appendBehind, type PlatformEvent } from '../sealing/platform-entry.js'
import { InterferenceLog } from './interference-log.js'
import { InterferenceWatch } from './interference-watch.js'
import { OutageLog } from './outage-log.js'
import { learnCertificate, readSealCertificates } from './seal-certificates.js'
import { StandingAlarms } from './standing-alarms.js'
import { isStoreClear } from './store-clear.js'
import type { ToldOnceParts } from './told-once.js'

export interface RunLedgerOptions extends OpenLedgerOptions, StampingOptions {
  readonly timers?: Timers
  readonly sealing?: PaceSettings
  /** When landmarks are kept. */
  readonly landmarks?: Pick<LandmarkOptions, 'every' | 'minSize'>
  /** Told of what administrators of the store's engine did and threatens nothing: that is no alarm. */
  readonly onInterference?: (message: string) => void
  /** Whether new entries are to come, which want a fresh anchor; true when not given. */
  readonly recording?: boolean
}

/** A ledger that seals and stamps what is recorded. */
export interface RunningLedger {
  readonly folder: LedgerFolder
  readonly sealer: Sealer
  readonly stamper: Stamper
  /** Whose tokens are believed, as far as the ledger is sealed. */
  readonly authorities: TrustedAuthorities
  /** What people must be told until it is resolved. */
  alarms(): readonly LedgerAlarm[]
  /** The first of them for which nothing may be recorded; undefined when there is none. */
  stopped(): LedgerAlarm | undefined
  /** The same, again at every change. */
  readonly alarms$: Observable<readonly LedgerAlarm[]>
  /** Raises what stands as long as the ledger is open. */
  raise(alarm: SealingError): void
  /** What was done to the store and nobody undid, threat or not. */
  interferences(): readonly Interference[]
  /** @throws SealingError what `stopped` tells */
  assertRecordable(): void
  /** Appends what the platform says of itself behind the end of its stream. Durable when it resolves. */
  tell(event: PlatformEvent): Promise<void>
  /** Seals and stamps everything that is in the store at this moment. */
  settle(): Promise<void>
  /** A fresh time-stamp over an empty batch, so that what comes next has a narrow bracket. */
  renewAnchor(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds: a wider bracket is a finding, unless an outage is recorded (FORMATS §7). */
const WIDE = 600_000

/**
 * Opens a data folder and starts sealing and time-stamping. When this resolves without an alarm the
 * genesis is stamped and the anchor is fresh: actions may be accepted.
 * @throws FolderError, in production STORE_UNGUARDED among them; StoreError; TsaError when a new ledger gets no first time-stamp
 */
export async function runLedger(path: string, options: RunLedgerOptions): Promise<RunningLedger> {
  const folder = await openLedgerFolder(path, options)
  let close = () => folder.close()
  try {
    const running = await assemble(folder, options)
    close = () => running.close()
    await running.sealer.start()
    const isGuarded = folder.info.profile === 'production' && (options.recording ?? true)
    if (isGuarded) await assertClosedRights(folder.store, () => running.interferences())
    await sealKeys(running.sealer)
    if (running.sealer.alarm === undefined) {
      await startStamping(running, options)
      watchStore(running, options)
    }
    return running
  } catch (error) {
    await close()
    throw error
  }
}

/** A key is valid from the leaf after its entry: this node's is sealed before it signs anything. */
async function sealKeys(sealer: Sealer): Promise<void> {
  if (sealer.alarm !== undefined || !sealer.isPending(KEYS_STREAM)) return
  try {
    await sealer.sealNow()
  } catch (error) {
    // What somebody else wrote there: an alarm stands for good, and the ledger may still be read.
    if (!(error instanceof SealingError) || error.code === 'CLOCK_WENT_BACK') throw error
  }
}

interface Assembled extends RunningLedger {
  readonly outages: OutageLog
  /** Appends what the platform says of itself. */
  readonly append: ToldOnceParts['append']
  /** From now on what is done to the store is recorded there. */
  noteInterference(log: InterferenceLog): void
  readonly headNote: string | undefined
}

async function assemble(folder: LedgerFolder, options: RunLedgerOptions): Promise<Assembled> {
  const { paths } = folder
  const timers = options.timers ?? systemTimers
  const headNote = await readIfThere(paths.headNote)
  const opened = await folder.store.headPosition()
  const onForeign = (event: StoredEvent) => standingAlarms.raise(foreignEvent(event))
  const authorities = new TrustedAuthorities(folder.trust, folder.crypto)
  const isClear = () => isStoreClear(alarms(), interferences.current)
  const parts = { timers, headNote, onForeign, authorities, isClear }
  const sealer = await makeSealer(folder, options, parts)
  const append: ToldOnceParts['append'] = (event, head) =>
    announce(folder, options.clock, sealer, stamper.anchor(), event, head)
  const { store, crypto } = folder
  const outages = new OutageLog({ store, crypto, append })
  const stamper = await makeStamper(folder, options, { timers, sealer, outages, authorities })
  const now = () => new Date(options.clock.now()).toISOString()
  const { interference$ } = store
  const raised$ = { sealer$: sealer.alarm$, stamper$: stamper.alarm$, unproved$: stamper.unproved$ }
  const standingAlarms = new StandingAlarms({ ...raised$, interference$, opened }, now)
  const interferences = new InterferenceWatch(interference$, options.onInterference)
  const alarms = () => standingAlarms.current
  standingAlarms.current$.subscribe(() => isClear() || sealer.forgetLandmark())
  const stopped = () => alarms().find(stopsRecording)
  const settle = async () => {
    await sealer.sealNow()
    await stamper.stampNow()
  }
  return {
    folder,
    sealer,
    stamper,
    authorities,
    headNote,
    alarms,
    stopped,
    alarms$: standingAlarms.current$,
    interferences: () => interferences.current,
    settle,
    tell: async (event) => append(event, await store.readHead(event.stream)),
    append,
    outages,
    noteInterference: (log) => interferences.note(log),
    raise: (alarm) => standingAlarms.raise(alarm),
    assertRecordable: () => {
      const alarm = stopped()
      if (alarm !== undefined) throw new SealingError(alarm.code, alarm.message)
    },
    renewAnchor: async () => {
      await sealer.sealNow({ heartbeat: true })
      await stamper.stampNow()
    },
    close: async () => {
      standingAlarms.stop()
      await interferences.stop()
      await sealer.stop()
      await stamper.stop()
      await folder.close()
    },
  }
}

/** The head kept beside the store must be stamped there; then the first, or a fresh, time-stamp. */
async function startStamping(running: Assembled, options: RunLedgerOptions): Promise<void> {
  const { stamper, headNote } = running
  await stamper.start().catch((error: unknown) => {
    if (stamper.alarm === undefined) throw error
  })
  if (stamper.alarm !== undefined) return
  const anchor = stamper.anchor()
  const head = headNote === undefined ? 0 : parseCheckpoint(parseNote(headNote).text).size
  if (head > (anchor?.size ?? 0)) {
    const message =
      `store/head.note is stamped at ${head} leaves, the store at ${anchor?.size ?? 0}: ` +
      'see docs/runbooks/rollback.md'
    running.raise(new SealingError('STAMP_BROKEN', message))
    return
  }
  if (anchor === null) {
    await running.settle()
    return
  }
  // A TSA that is down now is the stamper's to report: recording may go on under the outage policy.
  if (options.recording ?? true) await renewAfterRest(running, options.clock.now()).catch(noop)
}

/** Records what is done to the store, unless the ledger is not whole. */
function watchStore(running: Assembled, { onInterference }: RunLedgerOptions): void {
  const { store, crypto } = running.folder
  const log = new InterferenceLog({
    store,
    crypto,
    append: running.append,
    onFailure: (error) => onInterference?.(`not recorded: ${reasonOf(error)}`),
  })
  running.noteInterference(log)
}

/** What was left unstamped when we stopped has a wide bracket: the ledger says why. */
async function renewAfterRest(running: Assembled, now: number): Promise<void> {
  const { sealer, stamper, outages } = running
  const { lastStampedAt } = stamper
  const isLate = lastStampedAt !== null && now - lastStampedAt > WIDE
  const isOutage = isLate && sealer.pending + stamper.waitingEntries > 0
  const since = new Date(lastStampedAt ?? now).toISOString()
  if (isOutage) await outages.interrupted(since, [])
  await running.renewAnchor()
  if (isOutage) await outages.resumed(new Date(now).toISOString())
}

function noop(): void {
  // Nothing is left to do.
}

interface SealingParts {
  readonly timers: Timers
  readonly headNote: string | undefined
  readonly onForeign: (event: StoredEvent) => void
  readonly authorities: TrustedAuthorities
  readonly isClear: () => boolean
}

async function makeSealer(
  folder: LedgerFolder,
  { clock, sealing, landmarks, eventStoreDb }: RunLedgerOptions,
  { timers, headNote, onForeign, authorities, isClear }: SealingParts,
): Promise<Sealer> {
  const { info, crypto, store, trust, sealSigner } = folder
  const digestOf = (der: Uint8Array): string => crypto.digest('sha-256', der).toHex()
  const named = await readSealCertificates(store, crypto)
  if (named.size > 0 && !named.has(digestOf(sealSigner.certificate))) {
    throw new FolderError('FOLDER_MALFORMED', 'the ledger does not name the seal certificate')
  }
  const [genesis] = await store.readStream(KEYS_STREAM, 0, 1)
  const valid = new Set<string>()
  const onKeySealed = (entry: Uint8Array, batch: number): void => {
    learnCertificate(valid, entry, crypto)
    authorities.learn(entry, batch)
  }
  if (genesis !== undefined) learnCertificate(valid, genesis.data, crypto)
  const isSealCertificate = (der: Uint8Array): boolean => valid.has(digestOf(der))
  const { sealing: stream, stamping } = recordStreams(info)
  const writer = eventStoreDb?.credentials?.username
  return new Sealer({
    store,
    stream,
    onOther: (event) => {
      if (event.stream !== stamping) onForeign(event)
    },
    rules: { origin: info.origin, crypto, isSealCertificate, onKeySealed },
    signer: folder.noteSigner,
    checkpointKey: trust.checkpointKey,
    guard: fileGuard(folder.paths.guard),
    isGuardExpected: true,
    // Who may write to the embedded store may write to this folder: there a start reads everything.
    ...(info.store === 'eventstoredb' && {
      landmarks: {
        ...landmarks,
        kept: fileLandmarks(folder.paths.guard, { ...folder, writer }),
        isClear,
      },
    }),
    knownNotes: headNote === undefined ? [] : [headNote],
    clock,
    timers,
    ...(sealing === undefined ? {} : { pace: sealing }),
  })
}

/** Appends what the platform says of itself. */
async function announce(
  folder: LedgerFolder,
  clock: Clock,
  sealer: Sealer,
  anchor: Anchor | null,
  event: PlatformEvent,
  head: StoredEvent | undefined,
): Promise<void> {
  const { info, crypto, store, sealSigner: signer } = folder
  const remember: Sealer['remember'] = (...told) => {
    sealer.remember(...told)
  }
  const forget = (hash: string): void => {
    sealer.forget(hash)
  }
  const { origin, ledgerId: actor } = info
  const writer = { store, crypto, clock, origin, signer, actor, remember, forget }
  await appendBehind(writer, event, head, anchor)
}
