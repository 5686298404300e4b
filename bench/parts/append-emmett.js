import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite'
import { callers } from '../measure/callers.js'

/**
 * emmett-sqlite as documented: no signature, no hash; it opens a connection for every call. One call
 * at a time, as two at once end in SQLITE_BUSY; now and then one does so by itself and is repeated.
 */
export async function run({ folder, count, seconds, cases, bytes }) {
  await mkdir(folder, { recursive: true })
  const store = getSQLiteEventStore({ fileName: join(folder, 'emmett.sqlite') })
  const streams = Array.from({ length: cases }, () => `expertise-${randomUUID()}`)
  const padding = 'x'.repeat(bytes)
  let turn = Promise.resolve()
  const task = (number) => {
    const event = { type: 'ConsignationRecorded', data: { number, padding } }
    const append = () => store.appendToStream(streams[number % cases], [event])
    const again = (error) => {
      if (error.code !== 'SQLITE_BUSY') throw error
      return append().catch(again)
    }
    turn = turn.then(append).catch(again)
    return turn
  }
  return callers({ count, seconds, task })
}
