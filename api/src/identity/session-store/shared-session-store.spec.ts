import { sql } from 'kysely'
import { describeWithPostgres, PostgresServer } from '../../../test/postgres-server.js'
import {
  IDENTIFIED,
  LOGIN,
  SESSION_LIMITS,
  sessionStoreContract,
} from '../../../test/session-store.contract.js'
import { openLedgerDatabase } from '../../database/ledger-database.js'
import type { Postgres } from '../../database/postgres.js'
import { openSessionStore, type SessionStore } from './open-session-store.js'

const documentKey = new Uint8Array(32).fill(7)
const mark = { origin: 'registre.invalid/sessions/0', keyCheck: new Uint8Array(32).fill(1) }

describeWithPostgres('sessions in PostgreSQL', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await PostgresServer.start()
  })
  afterAll(() => server.dispose())
  afterEach(() => server.clear())

  interface Node extends SessionStore {
    readonly postgres: Postgres
  }

  const node = async (now: () => number = Date.now, key = documentKey): Promise<Node> => {
    const postgres = await openLedgerDatabase(server.access, mark, undefined)
    const place = { postgres, reads: '/nowhere', documentKey: key, limits: SESSION_LIMITS, now }
    return { ...(await openSessionStore(place)), postgres }
  }

  sessionStoreContract('PostgreSQL', async (now) => {
    const store = await node(now)
    return { store, dispose: () => store.postgres.destroy() }
  })

  describe('two nodes', () => {
    let a: Node
    let b: Node

    beforeEach(async () => {
      a = await node()
      b = await node()
    })
    afterEach(async () => {
      await a.postgres.destroy()
      await b.postgres.destroy()
    })

    test('T-21 a session opened at one node is found, changed and ended at the other at once', async () => {
      const { token, session } = await a.sessions.open(IDENTIFIED)
      expect(await b.sessions.find(token)).toEqual(session)
      const purpose = { code: 'audit', detail: null } as const
      const changed = await b.sessions.readFor(session, purpose)
      expect(await a.sessions.find(token)).toEqual(changed)
      await b.sessions.end(session)
      expect(await a.sessions.find(token)).toBeUndefined()
      expect(await a.sessions.isOpen(session)).toBe(false)
      const other = await a.sessions.open(IDENTIFIED)
      await b.sessions.endOf(IDENTIFIED.person.id)
      expect(await a.sessions.find(other.token)).toBeUndefined()
    })

    test('T-42 a login begun at one node ends at the other, once', async () => {
      const { token } = await a.logins.keep(LOGIN)
      const taken = await Promise.all([a, b, a, b].map(({ logins }) => logins.take(token)))
      expect(taken.filter((each) => each !== undefined)).toEqual([
        { ...LOGIN, begunAt: expect.any(Number) },
      ])
    })

    test('T-21 who reads the database finds no token, no name and no secret of a login', async () => {
      const { token } = await a.sessions.open(IDENTIFIED)
      const login = { ...LOGIN, verifier: 'secret-behind-the-challenge' }
      const begun = await a.logins.keep(login)
      const { rows } = await sql<{ text: string }>`
        SELECT s.*::text || encode(s.sealed, 'escape') AS text FROM session AS s
        UNION ALL SELECT l.*::text || encode(l.sealed, 'escape') FROM login AS l
      `.execute(a.postgres)
      const text = rows.map((row) => row.text).join()
      expect(text).toContain(IDENTIFIED.person.id)
      for (const secret of [token, begun.token, IDENTIFIED.name, login.verifier]) {
        expect(text).not.toContain(secret)
      }
    })

    test('T-21 who writes to the database makes no session, prolongs none and gets into none', async () => {
      const judge = await a.sessions.open(IDENTIFIED)
      const own = await a.sessions.open({ ...IDENTIFIED, name: 'Mallory' })
      const stolen = sql`
        UPDATE session SET sealed = (SELECT sealed FROM session WHERE id = ${judge.session.id})
        WHERE id = ${own.session.id}
      `
      await stolen.execute(a.postgres)
      expect(await b.sessions.find(own.token)).toBeUndefined()
      expect(await b.sessions.find(judge.token)).toEqual(judge.session)
      await sql`UPDATE session SET expires_at = expires_at * 2`.execute(a.postgres)
      const late = await node(() => judge.session.usedAt + SESSION_LIMITS.idle)
      expect(await late.sessions.find(judge.token)).toBeUndefined()
      expect(await late.sessions.isOpen(judge.session)).toBe(false)
      const foreign = await node(Date.now, new Uint8Array(32).fill(8))
      expect(await foreign.sessions.find(judge.token)).toBeUndefined()
      await late.postgres.destroy()
      await foreign.postgres.destroy()
    })

    test('a database that is away is said to be away: never that there is no session', async () => {
      const { token, session } = await a.sessions.open(IDENTIFIED)
      await server.kill()
      const away = { code: 'DATABASE_UNAVAILABLE' }
      await expect(b.sessions.find(token)).rejects.toMatchObject(away)
      await expect(b.sessions.isOpen(session)).rejects.toMatchObject(away)
      await expect(b.logins.take(token)).rejects.toMatchObject(away)
      await server.run()
      expect(await b.sessions.find(token)).toEqual(session)
    })
  })
})
