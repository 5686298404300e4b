import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The floor: every event read and written to one table without an index, nothing parsed. */
export async function run({ folder, ledger }) {
  await mkdir(folder, { recursive: true })
  const from = new DatabaseSync(join(ledger, 'store', 'events.sqlite'), { readOnly: true })
  const to = new DatabaseSync(join(folder, 'plain.sqlite'))
  to.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE event (position INTEGER, stream TEXT, revision INTEGER, id TEXT, type TEXT, data BLOB)`)
  const read = from.prepare('SELECT position, stream, revision, id, type, data FROM event')
  read.setReturnArrays(true)
  const insert = to.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)')
  const begin = performance.now()
  let events = 0
  to.exec('BEGIN')
  for (const row of read.iterate()) {
    insert.run(...row)
    events++
  }
  to.exec('COMMIT')
  const seconds = (performance.now() - begin) / 1000
  from.close()
  to.close()
  return { counted: events, perSecond: events / seconds }
}
