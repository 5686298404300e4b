import { setTimeout as delay } from 'node:timers/promises'
import { LedgerError } from '@contremarque/ledger'
import type { Clock } from './config/clock.js'
import type { Settings } from './config/settings.js'
import { systemTimers, type Timers } from './config/timers.js'
import {
  runDevelopmentLedger,
  type DevelopmentLedgerOptions,
} from './development/development-ledger.js'
import { DocumentStore } from './documents/document-store.js'
import { Eraser } from './erasure/eraser.js'
import { replayErasures } from './erasure/replay-erasures.js'
import { Persons } from './identity/persons.js'
import type { LedgerFolder } from './ledger-folder/ledger-folder.js'
import { namedDatabase } from './ledger-folder/named-store.js'
import { runLedger, type RunningLedger } from './ledger-folder/run-ledger.js'
import { documentsFolder } from './ledger-folder/shared-documents.js'
import { openPersonalData, type PersonalDataPlace } from './personal-data/open-personal-data.js'
import type { PersonalData } from './personal-data/personal-data.js'
import { foldingOf } from './recorder/folding-of.js'
import { RecorderError } from './recorder/recorder-error.js'
import { Recorder } from './recorder/recorder.js'
import { Streams } from './recorder/streams.js'
import { openingWithoutKey, SealingError } from './sealing/sealing-error.js'
import { SealingRoom } from './sealing/sealing-room.js'

/** How long closing waits for what was recorded to be sealed and stamped, milliseconds. */
const LAST_SETTLING = 5_000

export interface LedgerNodeOptions extends DevelopmentLedgerOptions {
  /** The folder in which nodes share documents; absent: the data folder holds them. */
  readonly documents?: string
  readonly onRecorded?: (stream: string, count: number) => void
  /** Told of what fails after an answer. */
  readonly onFailure?: (error: unknown) => void
}

/** What the environment says of the ledger that is opened. */
export function namedInSettings(
  settings: Settings,
): Pick<LedgerNodeOptions, 'profile' | 'passphrase' | 'eventStoreDb' | 'postgres' | 'documents'> {
  const { profile, keyPassphrase, eventStoreDb, postgres, documents } = settings
  return {
    ...(profile !== undefined && { profile }),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(postgres !== undefined && { postgres }),
    ...(documents !== undefined && { documents }),
  }
}

/** A data folder opened for writing: it records, seals and stamps. */
export interface LedgerNode {
  readonly ledger: RunningLedger
  readonly recorder: Recorder
  readonly streams: Streams
  readonly persons: Persons
  readonly personalData: PersonalData
  /** For a thread that reads it by itself. */
  readonly personalDataPlace: PersonalDataPlace
  readonly documents: DocumentStore
  readonly eraser: Eraser
  readonly clock: Clock
  /**
   * Lets what is under way finish and has it sealed and stamped; what the TSA does not stamp in time
   * is stamped after the next start. `closeReaders` ends what reads from the store.
   */
  close(closeReaders?: () => Promise<void>): Promise<void>
}

/**
 * Opens everything that writing needs, in this order: folder, store, genesis, sealer and stamper,
 * personal data (less what was erased), documents, recorder. An erasure that broke off is ended.
 * @throws FolderError, StoreError, PersonalDataError
 */
export async function openLedgerNode(
  path: string,
  options: LedgerNodeOptions,
): Promise<LedgerNode> {
  const isProduction = options.profile === 'production'
  const ledger = await (isProduction ? runLedger : runDevelopmentLedger)(path, options)
  const { folder } = ledger
  try {
    const personalDataPlace = {
      folder: folder.paths.personalData,
      origin: folder.info.origin,
      documentKey: folder.documentKey,
      postgres: namedDatabase(folder.paths, folder.info, options.postgres),
    }
    const onAway = options.onStoreAway
    const onWithoutKey = () => ledger.raise(openingWithoutKey())
    const personalData = await openPersonalData({ ...personalDataPlace, onAway, onWithoutKey })
    try {
      await replayErasures(folder.store, personalData.openings, folder.crypto)
      const documents = await openDocuments(folder, options.documents)
      const streams = new Streams(folder.lookupKey)
      const recorder = makeRecorder(ledger, personalData, streams, options)
      const { lookupKey, store, crypto } = folder
      const persons = new Persons({ recorder, streams, lookupKey, ...personalData })
      const eraser = new Eraser({ store, crypto, recorder, personalData })
      await eraser.resume().catch(options.onFailure ?? ignore)
      const close = async (closeReaders: () => Promise<void> = nothing) => {
        try {
          await recorder.stop()
          await settleInTime(ledger)
          await closeReaders()
        } finally {
          // Threads that stay open would keep a process alive that has nothing left to do.
          await ledger.close()
          await personalData.close()
        }
      }
      const { clock } = options
      const opened = { ledger, recorder, streams, persons, personalData, personalDataPlace }
      return { ...opened, documents, eraser, clock, close }
    } catch (error) {
      await personalData.close()
      throw error
    }
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/** @throws FolderError SETTINGS_MISSING, LEDGER_ELSEWHERE, DOCUMENTS_UNMARKED */
async function openDocuments(
  { paths, info, crypto, sealSigner, documentKey }: LedgerFolder,
  named: string | undefined,
): Promise<DocumentStore> {
  const folder = await documentsFolder(paths, info, named)
  const node = crypto.digest('sha-256', sealSigner.certificate).toHex().slice(0, 16)
  return DocumentStore.open(folder, documentKey, node)
}

function makeRecorder(
  ledger: RunningLedger,
  { openings, pseudonyms }: PersonalData,
  streams: Streams,
  {
    clock,
    timers = systemTimers,
    onRecorded,
    onFailure = ignore,
  }: LedgerNodeOptions & {
    readonly timers?: Timers
  },
): Recorder {
  const { folder, sealer, stamper } = ledger
  const { store, sealSigner, crypto, info, lookupKey } = folder
  const room = new SealingRoom(sealer, timers)
  return new Recorder(
    {
      store,
      signer: sealSigner,
      crypto,
      origin: info.origin,
      clock,
      timers,
      lookupKey,
      openings,
      pseudonyms,
      anchor: () => stamper.anchor(),
      remember: (hash, place) => {
        sealer.remember(hash, place)
      },
      forget: (hash) => {
        sealer.forget(hash)
      },
      room: () => room.enter(),
      assertLegallyDatedAllowed: () => {
        stamper.assertLegallyDatedAllowed()
      },
      assertRecordable: () => {
        const alarm = ledger.stopped()
        if (alarm !== undefined) throw new RecorderError('LEDGER_NOT_WHOLE', alarm.message)
      },
      assertEnd: async (stream, revision) => {
        if (revision < 0) return
        await sealer.assertSigned(stream, revision).catch((cause: unknown) => {
          if (!(cause instanceof SealingError)) throw cause
          throw new RecorderError('LEDGER_NOT_WHOLE', cause.message, { cause })
        })
      },
      ...(onRecorded !== undefined && { onRecorded }),
    },
    { streams, foldingOf, onFailure },
  )
}

async function settleInTime(ledger: RunningLedger): Promise<void> {
  if (ledger.stopped() !== undefined) return
  const settled = ledger.settle().catch(ignore)
  await Promise.race([settled, delay(LAST_SETTLING, undefined, { ref: false })])
}

/** What the store or a TSA did not take now. */
function ignore(error: unknown): void {
  if (!(error instanceof LedgerError)) throw error
}

async function nothing(): Promise<void> {
  // No reader was opened.
}
