import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** JSON text of rows [stream, revision, field, digest hex, person, sealed hex]; or the end. */
export type ToOpeningWriter = { readonly rows: string } | { readonly close: true }

/** One answer per group of rows, in order; `failed` says why nothing of it was stored. */
export type FromOpeningWriter = { readonly stored: true } | { readonly failed: string }

const { path } = workerData as { path: string }
const file = new DatabaseSync(path)
// Deleted securely also where a row stood before its page was divided.
file.exec(
  'PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 4000;' +
    'PRAGMA secure_delete = ON',
)
// One statement is one commit and one flush.
const insert = file.prepare(`
  INSERT OR IGNORE INTO opening (stream, revision, field, digest, person, sealed)
  SELECT value ->> 0, value ->> 1, value ->> 2, unhex(value ->> 3), value ->> 4, unhex(value ->> 5)
  FROM json_each(?)`)

parentPort?.on('message', (message: ToOpeningWriter) => {
  if ('close' in message) {
    file.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(store(message.rows))
})

function store(rows: string): FromOpeningWriter {
  try {
    insert.run(rows)
    return { stored: true }
  } catch (error) {
    return { failed: String(error) }
  }
}
