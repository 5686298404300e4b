import { parentPort, workerData } from 'node:worker_threads'
import type { EntryPlace } from '../opening.js'
import { PersonalDataError } from '../personal-data-error.js'
import { OpeningFiles, type OpeningFilesPlace } from './opening-files.js'

export type ToOpeningReader = { readonly places: readonly EntryPlace[] } | { readonly close: true }

/** One answer per question, in order: JSON text of `FoundOpenings`. */
export type FromOpeningReader =
  { readonly found: string } | { readonly unreadable: string } | { readonly failed: string }

const files = new OpeningFiles(workerData as OpeningFilesPlace)

parentPort?.on('message', (message: ToOpeningReader) => {
  if ('close' in message) {
    files.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(message.places))
})

function answer(places: readonly EntryPlace[]): FromOpeningReader {
  try {
    return { found: JSON.stringify(files.forEntries(places)) }
  } catch (error) {
    if (error instanceof PersonalDataError) return { unreadable: error.message }
    return { failed: String(error) }
  }
}
