import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventStoreContract } from '../../../test/event-store.contract.js'
import { START } from '../event-store.js'
import { openSqliteEventStore } from './sqlite-event-store.js'

const test_ = fileURLToPath(new URL('../../../test/', import.meta.url))
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-store-'))
  path = join(folder, 'events.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

eventStoreContract('SQLite', async () => {
  const opened = [await openSqliteEventStore(path, 'create')]
  return {
    store: opened[0]!,
    reopen: async () => {
      const store = await openSqliteEventStore(path, 'write')
      opened.push(store)
      return store
    },
    dispose: async () => {
      for (const store of opened) await store.close()
    },
  }
})

test('kill -9 in the middle of appending loses nothing that was acknowledged', async () => {
  for (let round = 0; round < 3; round++) {
    const child = startAppending([])
    const acknowledged = new Map<string, number>()
    let count = 0
    for await (const line of createInterface({ input: child.stdout })) {
      const [stream, revision] = line.split(' ') as [string, string]
      acknowledged.set(stream, Number(revision))
      if (++count === 200 + round * 37) child.kill('SIGKILL')
    }
    const store = await openSqliteEventStore(path, 'write')
    for (const [stream, revision] of acknowledged) {
      const stored = await store.readStream(stream, 0, 10_000)
      expect(stored.length).toBeGreaterThan(revision)
      expect(stored.map((e) => e.revision)).toEqual(stored.map((_, i) => i))
    }
    await store.close()
  }
})

test('a file that may not grow refuses appends, keeps what was acknowledged and works again later', async () => {
  const child = startAppending(['-c', `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`])
  let last = ''
  let acknowledged = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    if (!line.startsWith('failed')) acknowledged++
  }
  expect(last).toBe('failed STORE_UNAVAILABLE')
  const store = await openSqliteEventStore(path, 'write')
  expect((await store.readAll(START, 100_000)).length).toBeGreaterThanOrEqual(acknowledged)
  expect(acknowledged).toBeGreaterThan(0)
  await store.append('case-after', -1, [
    { id: crypto.randomUUID(), type: 'Happened', data: new Uint8Array(9), metadata: {} },
  ])
  await store.close()
})

test('the file is private to its owner', async () => {
  await (await openSqliteEventStore(path, 'create')).close()
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('writing never makes a store that should be there', async () => {
  await expect(openSqliteEventStore(path, 'write')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  expect(existsSync(path)).toBe(false)
})

test('a file that is no database is refused and left as it is', async () => {
  const garbage = 'no database at all\n'.repeat(400)
  writeFileSync(path, garbage)
  for (const access of ['create', 'write'] as const) {
    await expect(openSqliteEventStore(path, access)).rejects.toMatchObject({
      code: 'STORE_MALFORMED',
    })
  }
  expect(readFileSync(path, 'utf8')).toBe(garbage)
})

test('the database of another program is refused and left as it is', async () => {
  change('CREATE TABLE other (a)')
  const before = readFileSync(path)
  await expect(openSqliteEventStore(path, 'create')).rejects.toMatchObject({
    code: 'STORE_MALFORMED',
  })
  expect(Buffer.compare(readFileSync(path), before)).toBe(0)
})

test('a store of another schema version is refused with both versions', async () => {
  await (await openSqliteEventStore(path, 'create')).close()
  change('PRAGMA user_version = 7')
  await expect(openSqliteEventStore(path, 'write')).rejects.toMatchObject({
    code: 'STORE_VERSION_UNSUPPORTED',
    message: expect.stringMatching(/version 7, .* reads 1/),
  })
})

test('a folder, or a place where no file can be made, is refused', async () => {
  for (const place of [folder, join(folder, 'missing', 'events.sqlite'), '/proc/events.sqlite']) {
    await expect(openSqliteEventStore(place, 'create')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
  }
})

function change(sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

/** The child prints an acknowledgement per line; `shell` are the arguments of a bash to start it in. */
function startAppending(shell: readonly string[]) {
  const node = [
    '--conditions=@contremarque/source',
    `--import=${join(test_, 'typescript-hooks.mjs')}`,
    join(test_, 'append-until-killed.ts'),
    path,
    '5000',
  ]
  const [command, args] =
    shell.length > 0 ? ['bash', [...shell, process.execPath, ...node]] : [process.execPath, node]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  void once(child, 'exit')
  return child
}
