import { parentPort, workerData } from 'node:worker_threads'
import {
  EventWriter,
  openEventFile,
  type EventFileAccess,
  type FileProblem,
  type GroupOutcome,
  type PackedAppend,
} from './event-file.js'

/** What the writer thread is started with. */
export interface WriterSettings {
  readonly path: string
  readonly access: Exclude<EventFileAccess, 'read'>
}

export type ToWriter =
  | { readonly appends: readonly PackedAppend[]; readonly data: Uint8Array }
  | { readonly close: true }

export type FromWriter =
  { readonly opened: true } | { readonly problem: FileProblem } | { readonly group: GroupOutcome }

const { path, access } = workerData as WriterSettings

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
