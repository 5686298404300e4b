import { parentPort, workerData } from 'node:worker_threads'
import type * as EventFile from './event-file.js'
import type { EventFileAccess, FileProblem, GroupOutcome, PackedAppend } from './event-file.js'

/** What the writer thread is started with. */
export interface WriterSettings {
  readonly path: string
  readonly access: Exclude<EventFileAccess, 'read'>
  /** URL of the event-file module, in source or built form. */
  readonly eventFile: string
}

export type ToWriter =
  | { readonly appends: readonly PackedAppend[]; readonly data: Uint8Array }
  | { readonly close: true }

export type FromWriter =
  { readonly opened: true } | { readonly problem: FileProblem } | { readonly group: GroupOutcome }

const { path, access, eventFile } = workerData as WriterSettings
const { openEventFile, EventWriter } = (await import(eventFile)) as typeof EventFile

const { database, problem } = openEventFile(path, access)
if (problem !== undefined) {
  answer({ problem })
} else {
  const writer = new EventWriter(database)
  parentPort?.on('message', (message: ToWriter) => {
    if ('close' in message) {
      database.close()
      parentPort?.close()
    } else {
      answer({ group: writer.commit(message.appends, message.data) })
    }
  })
  answer({ opened: true })
}

function answer(message: FromWriter): void {
  parentPort?.postMessage(message)
}
