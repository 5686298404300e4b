import { rm } from 'node:fs/promises'
import type { Finding } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import { isStoreError } from '../event-store/store-error.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { writeLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import type { LedgerFolder } from '../ledger-folder/ledger-folder.js'
import type { RunningLedger } from '../ledger-folder/run-ledger.js'
import { closeSealing } from '../sealing/close-sealing.js'
import { SealingError, stopsRecording } from '../sealing/sealing-error.js'
import { CopyError } from './copy-error.js'
import type { CopyTarget } from './copy-target.js'
import { EventCopier, type CopyProgress } from './event-copier.js'
import { verifyCopy } from './verify-copy.js'

/** Told of each step, and of progress within. */
export interface CopyWatcher {
  onSettling(): void
  onCopying(): void
  onCopied(progress: CopyProgress): void
  onVerifying(progress: CopyProgress): void
  onVerified(entries: number): void
  onClosed(): void
}

/**
 * Moves a ledger to another store: what is pending is sealed and stamped, everything is copied, compared
 * byte by byte and verified; then the source is closed and the folder names the target. May be killed at
 * any point and run again. The ledger records nothing meanwhile, and is to be closed afterwards.
 *
 * @returns findings of the verification, none of which is a failure
 * @throws StoreError, SealingError, TsaError, CopyError: the ledger is where it was, closed or not
 */
export async function copyLedger(
  ledger: RunningLedger,
  target: CopyTarget,
  clock: Clock,
  watcher: CopyWatcher,
): Promise<readonly Finding[]> {
  const { folder, sealer, stamper } = ledger
  const isClosed = sealer.alarm?.code === 'LEDGER_CLOSED'
  const alarm = ledger
    .alarms()
    .find((each) => stopsRecording(each) && each.code !== 'LEDGER_CLOSED')
  if (alarm !== undefined) throw new SealingError(alarm.code, alarm.message)
  if (!isClosed) {
    watcher.onSettling()
    await ledger.settle()
  }
  // From here on this node writes nothing to the source but its end.
  await sealer.stop()
  await stamper.stop()
  const copier = new EventCopier(folder.store, target.store, (progress) => {
    watcher.onCopied(progress)
  })
  watcher.onCopying()
  await copyAll(copier)
  watcher.onVerifying(copier.progress)
  const findings = await verified(folder, target, watcher)
  if (!isClosed) {
    await close(folder, target, clock)
    watcher.onClosed()
    // What other nodes recorded until they saw the end.
    await copyAll(copier)
  }
  await target.finish()
  await switchTo(target.engine, folder)
  return findings
}

async function copyAll(copier: EventCopier): Promise<void> {
  await copier.copyOn()
  await copier.compare()
}

async function verified(
  folder: LedgerFolder,
  target: CopyTarget,
  watcher: CopyWatcher,
): Promise<readonly Finding[]> {
  const reader = await target.openReader()
  try {
    return await verifyCopy(folder, reader, (entries) => {
      watcher.onVerified(entries)
    })
  } finally {
    await reader.close()
  }
}

/** Behind the last batch that the target has, which was verified there. */
async function close(
  { store, info, crypto }: LedgerFolder,
  target: CopyTarget,
  clock: Clock,
): Promise<void> {
  const last = await target.store.readHead(recordStreams(info).sealing)
  if (last === undefined) throw new CopyError('COPY_NOT_WHOLE', 'no batch is sealed')
  try {
    await closeSealing(store, last, { crypto, now: clock.now() })
  } catch (cause) {
    if (!isStoreError(cause, 'WRONG_REVISION')) throw cause
    const message = 'another node seals this ledger: stop every API node, then run this again'
    throw new CopyError('LEDGER_BUSY', message, { cause })
  }
}

/** Read models hold positions of the store that is left; they are built again at the next start. */
async function switchTo(store: CopyTarget['engine'], { info, paths }: LedgerFolder): Promise<void> {
  await rm(paths.readModels, { recursive: true, force: true })
  await writeLedgerInfo(paths, { ...info, store })
}
