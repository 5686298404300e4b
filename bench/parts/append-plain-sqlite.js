import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { callers } from '../measure/callers.js'

/** The floor: rows of the same bytes, the same index, group commit on the calling thread, nothing else. */
export async function run({ folder, count, seconds, cases, bytes }) {
  await mkdir(folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'plain.sqlite'))
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL, metadata TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX event_stream_revision ON event (stream, revision);`)
  const insert = database.prepare(
    'INSERT INTO event (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const streams = Array.from({ length: cases }, () => `expertise-${randomUUID()}`)
  const revisions = new Map()
  let waiting = []
  const commit = () => {
    const group = waiting
    waiting = []
    database.exec('BEGIN IMMEDIATE')
    for (const { row } of group) insert.run(...row)
    database.exec('COMMIT')
    for (const { resolve } of group) resolve()
  }
  const task = (number) =>
    new Promise((resolve) => {
      const stream = streams[number % cases]
      const revision = revisions.get(stream) ?? 0
      revisions.set(stream, revision + 1)
      const row = [stream, revision, randomUUID(), 'ConsignationRecorded', randomBytes(bytes), '{}']
      if (waiting.push({ row, resolve }) === 1) setImmediate(commit)
    })
  const result = await callers({ count, seconds, task })
  database.close()
  return result
}
