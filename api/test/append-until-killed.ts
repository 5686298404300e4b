import { randomUUID } from 'node:crypto'
import type { StoreError } from '../src/event-store/store-error.js'
import { openSqliteEventStore } from '../src/event-store/sqlite/sqlite-event-store.js'

// Appends from eight callers and prints '<stream> <revision>' for each acknowledgement, until killed.
const store = await openSqliteEventStore(process.argv[2]!, 'create')
const data = new Uint8Array(Number(process.argv[3] ?? 600))
await Promise.all(
  Array.from({ length: 8 }, async () => {
    const stream = `case-${randomUUID()}`
    for (let revision = -1; ; revision++) {
      const event = { id: randomUUID(), type: 'Happened', data, metadata: {} }
      const result = await store.append(stream, revision, [event])
      process.stdout.write(`${stream} ${result.revision}\n`)
    }
  }),
).catch((error: unknown) => {
  process.stdout.write(`failed ${(error as StoreError).code}\n`)
})
await store.close()
