import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql, type RawBuilder } from 'kysely'
import { eventually } from '../../../test/eventually.js'
import { DOCUMENT_KEY, opening, ORIGIN, STREAM } from '../../../test/given-openings.js'
import { personalDataContract } from '../../../test/personal-data.contract.js'
import { describeWithPostgres, PostgresServer } from '../../../test/postgres-server.js'
import { connectPostgres } from '../../database/postgres.js'
import { openPersonalData } from '../open-personal-data.js'
import type { PersonalData } from '../personal-data.js'

describeWithPostgres('personal data in PostgreSQL', () => {
  let server: PostgresServer
  let opened: PersonalData[] = []

  beforeAll(async () => {
    server = await PostgresServer.start()
  })
  afterAll(() => server.dispose())
  afterEach(async () => {
    for (const each of opened) await each.close()
    opened = []
    await server.clear()
  })

  const place = () => ({ folder: '/nowhere', postgres: server.access })
  const openUnder = (documentKey = DOCUMENT_KEY, origin = ORIGIN): Promise<PersonalData> =>
    openPersonalData({ ...place(), origin, documentKey })
  const open = async (): Promise<PersonalData> => {
    const data = await openUnder()
    opened.push(data)
    return data
  }

  async function inDatabase(statement: RawBuilder<unknown>): Promise<void> {
    const database = await connectPostgres(server.access)
    await statement.execute(database)
    await database.destroy()
  }

  personalDataContract('PostgreSQL', async () => ({
    open: (onWithoutKey) =>
      openPersonalData({ ...place(), origin: ORIGIN, documentKey: DOCUMENT_KEY, onWithoutKey }),
    copyKeys: async () => {
      await inDatabase(sql`CREATE TABLE key_copy AS TABLE contremarque_keys.data_key`)
      return async () => {
        await inDatabase(sql`TRUNCATE contremarque_keys.data_key`)
        await inDatabase(sql`INSERT INTO contremarque_keys.data_key TABLE key_copy`)
        await inDatabase(sql`DROP TABLE key_copy`)
      }
    },
    dispose: async () => undefined,
  }))

  test('no personal text stands in clear in any file of the server, its log included', async () => {
    const { openings, postgres } = await open()
    await openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    await sql`CHECKPOINT`.execute(postgres!)
    expect(isInFiles(server.data, 'person-a')).toBe(true)
    expect(isInFiles(server.data, 'Benali')).toBe(false)
  })

  test('T-24 a destroyed key is in no table file when the erasure resolves, nor in what the server samples', async () => {
    const { openings, postgres } = await open()
    await openings.put([opening(0, 'name', 'person-a', 'x'), opening(1, 'name', 'person-b', 'y')])
    await sql`ANALYZE`.execute(postgres!)
    const { rows } = await sql<{ wrapped: Buffer }>`
      SELECT wrapped FROM data_key WHERE person = 'person-a'
    `.execute(postgres!)
    await sql`CHECKPOINT`.execute(postgres!)
    const wrapped = rows[0]!.wrapped.toString('latin1')
    expect(isInFiles(join(server.data, 'base'), wrapped)).toBe(true)
    await openings.erase('person-a', STREAM)
    await sql`CHECKPOINT`.execute(postgres!)
    expect(isInFiles(join(server.data, 'base'), wrapped)).toBe(false)
  })

  test('nodes that start together on an empty database make its tables once', async () => {
    await Promise.all(Array.from({ length: 6 }, open))
    expect(opened).toHaveLength(6)
  })

  test('a database of another ledger, or made under another document key, is refused', async () => {
    await open()
    const elsewhere = { code: 'DATABASE_ELSEWHERE' }
    await expect(openUnder(new Uint8Array(32).fill(8))).rejects.toMatchObject(elsewhere)
    await expect(openUnder(DOCUMENT_KEY, `${ORIGIN}0`)).rejects.toMatchObject(elsewhere)
  })

  describe('two nodes', () => {
    let here: PersonalData
    let there: PersonalData

    beforeEach(async () => {
      here = await open()
      there = await open()
    })

    test('one finds what the other put, and gives a person the same pseudonym', async () => {
      await here.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
      const [found] = await there.openings.forCase(STREAM)
      expect(found?.value).toBe('Nadia Benali')
      const both = [here, there].map(({ pseudonyms }) => pseudonyms.forPerson('person-a', STREAM))
      const [a, b] = await Promise.all(both)
      expect(a).toBe(b)
    })

    test('one who binds a credential waits for the other, and finds what he bound', async () => {
      const begun = Promise.withResolvers<unknown>()
      const gate = Promise.withResolvers<unknown>()
      const first = here.credentials.binding(async () => {
        begun.resolve(null)
        await gate.promise
        await here.credentials.keep('credential', 'person-a')
      })
      await begun.promise
      const second = there.credentials.binding(() => there.credentials.personOf('credential'))
      await eventually(async () => {
        const { rows } = await sql`SELECT 1 FROM pg_locks WHERE NOT granted`.execute(here.postgres!)
        return rows.length > 0
      })
      gate.resolve(null)
      await first
      expect(await second).toBe('person-a')
    })

    test('T-24 a key that one destroyed seals nothing on the other, which still remembers it', async () => {
      await here.openings.put([opening(0, 'name', 'person-a', 'before')])
      await there.openings.put([opening(1, 'name', 'person-a', 'before')])
      await here.openings.erase('person-a', STREAM)
      const later = opening(2, 'name', 'person-a', 'after')
      await there.openings.put([later])
      expect(await here.openings.forCase(STREAM)).toEqual([later])
      expect(await (await open()).openings.forCase(STREAM)).toEqual([later])
    })

    test('a key that one made anew opens on the other, which still remembers the one before', async () => {
      await there.openings.put([opening(0, 'name', 'person-a', 'before')])
      await here.openings.erase('person-a', STREAM)
      const later = opening(2, 'name', 'person-a', 'after')
      await here.openings.put([later])
      expect(await there.openings.forCase(STREAM)).toEqual([later])
    })

    test('T-24 erasing in the middle of puts leaves nothing that no key opens and nobody names', async () => {
      const given = Array.from({ length: 40 }, (_, i) => opening(i, 'name', 'person-a', `n${i}`))
      const puts = given.map((each, i) => (i % 2 === 0 ? here : there).openings.put([each]))
      const named = new Set(await here.openings.erase('person-a', STREAM))
      await Promise.all(puts)
      const open = new Set((await here.openings.forCase(STREAM)).map(({ digest }) => digest))
      const all = given.map(({ digest }) => digest)
      expect(all.filter((digest) => named.has(digest) === open.has(digest))).toEqual([])
    })
  })
})

function isInFiles(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1').includes(text))
}
