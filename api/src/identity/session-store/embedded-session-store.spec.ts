import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memorySessions } from '../../../test/memory-sessions.js'
import {
  IDENTIFIED,
  LOGIN,
  SESSION_LIMITS,
  sessionStoreContract,
  type SessionStoreUnderContract,
} from '../../../test/session-store.contract.js'
import { PendingLogins } from '../oidc/pending-logins.js'
import { Sessions } from '../sessions.js'
import { openSessionStore } from './open-session-store.js'

const folder = mkdtempSync(join(tmpdir(), 'session-store-'))
const documentKey = new Uint8Array(32).fill(7)
let files = 0

afterAll(() => rmSync(folder, { recursive: true }))

const open = async (
  reads: string,
  now: () => number = Date.now,
): Promise<SessionStoreUnderContract> => {
  const limits = SESSION_LIMITS
  const store = await openSessionStore({ postgres: undefined, reads, documentKey, limits, now })
  return { store, dispose: () => store.close() }
}

sessionStoreContract('SQLite', (now) => open(join(folder, `${files++}.sqlite`), now))

test('R05 what is being read survives its process, in a file for its owner alone; sessions do not', async () => {
  const path = join(folder, 'killed.sqlite')
  const { store: killed } = await open(path)
  const { token } = await killed.sessions.open(IDENTIFIED)
  const from = '2026-03-02T09:00:00.000Z'
  await killed.reads.begin({ session: 's', stream: 'console-1', entry: 'ab', actor: 'a', from })
  // Not closed: as when the process is killed.
  const { store, dispose } = await open(path)
  expect(await store.reads.sessions()).toEqual(['s'])
  expect(await store.sessions.find(token)).toBeUndefined()
  expect(statSync(path).mode & 0o077).toBe(0)
  await dispose()
  await killed.close()
})

/** A table already filled to the limit with what expires at 5,000. */
function full(table: 'login' | 'session', columns: string) {
  const memory = memorySessions()
  memory.file.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
     INSERT INTO ${table} (${columns}, sealed, expires_at) SELECT ${columns.replaceAll(/\w+/g, 'i')}, x'00', 5000 FROM n`,
  )
  return memory
}

test('T-23 more sessions than are kept are refused until the oldest are over', async () => {
  let now = 4_999
  const { database, sealed, file } = full('session', 'digest, id, person')
  const sessions = new Sessions(database, sealed, SESSION_LIMITS, () => now)
  await expect(sessions.open(IDENTIFIED)).rejects.toMatchObject({ code: 'TOO_MANY_SESSIONS' })
  now = 5_000
  const { token } = await sessions.open(IDENTIFIED)
  expect(await sessions.find(token)).toBeDefined()
  const count = file.prepare('SELECT count(*) AS count FROM session')
  expect(count.get()).toEqual({ count: 10_001 })
  now += 3_600_000
  await sessions.open(IDENTIFIED)
  expect(count.get()).toEqual({ count: 2 })
})

test('T-23 platforms leave half of the sessions to people', async () => {
  const { database, sealed, file } = full('session', 'digest, id, person')
  file.exec('DELETE FROM session WHERE CAST(id AS INTEGER) > 5000')
  const sessions = new Sessions(database, sealed, SESSION_LIMITS, () => 4_999)
  const purpose = { code: 'audit', detail: null } as const
  expect(await sessions.goOn('platform x', IDENTIFIED, purpose)).toBeUndefined()
  const { token } = await sessions.open(IDENTIFIED)
  expect(await sessions.find(token)).toBeDefined()
})

test('T-23 more logins than are kept are refused until the oldest are over', async () => {
  let now = 4_999
  const { database, sealed } = full('login', 'digest')
  const logins = new PendingLogins(database, sealed, () => now)
  await expect(logins.keep(LOGIN)).rejects.toMatchObject({ code: 'TOO_MANY_LOGINS' })
  now = 5_000
  const { token } = await logins.keep(LOGIN)
  expect(await logins.take(token)).toEqual({ ...LOGIN, begunAt: 5_000 })
})
