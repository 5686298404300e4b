import type { Clock } from '../config/clock.js'
import { systemTimers } from '../config/timers.js'
import type { RunningLedger } from '../ledger-folder/run-ledger.js'
import { openPersonalData, type PersonalData } from '../personal-data/personal-data.js'
import { foldingOf } from '../recorder/folding-of.js'
import { Recorder } from '../recorder/recorder.js'
import { Streams } from '../recorder/streams.js'

/** A running ledger that records, without a server around it. */
export interface RecordingLedger {
  readonly recorder: Recorder
  readonly streams: Streams
  readonly personalData: PersonalData
  /** Records nothing more, then closes the running ledger too. */
  close(): Promise<void>
}

/**
 * The recorder over a ledger that seals and stamps; closes the ledger when it cannot be made.
 * `onFailure` is told of what fails after its answer.
 */
export async function recordIn(
  running: RunningLedger,
  clock: Clock,
  onFailure: (error: unknown) => void,
): Promise<RecordingLedger> {
  const { folder, sealer, stamper } = running
  try {
    running.assertRecordable()
    const { lookupKey, info } = folder
    const personalData = await openPersonalData(folder.paths.personalData, folder.documentKey)
    const streams = new Streams(lookupKey)
    const parts = {
      store: folder.store,
      signer: folder.sealSigner,
      crypto: folder.crypto,
      origin: info.origin,
      clock,
      timers: systemTimers,
      lookupKey,
      openings: personalData.openings,
      pseudonyms: personalData.pseudonyms,
      anchor: () => stamper.anchor(),
      remember: (hash: string) => {
        sealer.remember(hash)
      },
      assertLegallyDatedAllowed: () => {
        stamper.assertLegallyDatedAllowed()
      },
      assertRecordable: () => {
        running.assertRecordable()
      },
    }
    const recorder = new Recorder(parts, { streams, foldingOf, onFailure })
    return {
      recorder,
      streams,
      personalData,
      async close() {
        await recorder.stop()
        await personalData.close()
        await running.close()
      },
    }
  } catch (error) {
    await running.close()
    throw error
  }
}
