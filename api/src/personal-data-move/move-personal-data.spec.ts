import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { opening, STREAM } from '../../test/given-openings.js'
import { describeWithPostgres, PostgresServer } from '../../test/postgres-server.js'
import { SESSION_LIMITS } from '../../test/session-store.contract.js'
import type { PostgresAccess } from '../config/postgres-access.js'
import { connectPostgres } from '../database/postgres.js'
import { openSessionStore } from '../identity/session-store/open-session-store.js'
import { folderPaths, type FolderPaths } from '../ledger-folder/folder-paths.js'
import { takeLock } from '../ledger-folder/hold-folder.js'
import { parseLedgerInfo, type LedgerInfo } from '../ledger-folder/ledger-info.js'
import { assertNothingMoves } from '../ledger-folder/unfinished-move.js'
import { openPersonalData } from '../personal-data/open-personal-data.js'
import type { PersonalData } from '../personal-data/personal-data.js'
import type { MoveWatcher } from './move-watcher.js'
import { movePersonalData } from './move-personal-data.js'

const silent: MoveWatcher = {
  onStep: () => undefined,
  onCopied: () => undefined,
  onCompared: () => undefined,
  onDestroyed: () => undefined,
}
const INFO: LedgerInfo = {
  v: 'contremarque/folder/1',
  origin: 'registre.invalid/move/00000000000000000000000000000000',
  name: 'registre',
  profile: 'development',
  ledgerId: '00000000-0000-4000-8000-000000000000',
  createdAt: '2026-11-02T09:00:00.000Z',
  tsas: [{ name: 'a', url: null, policy: null, chain: [], crls: [], ocsp: null }],
  store: 'sqlite',
  personalData: 'sqlite',
  documents: 'folder',
}
const READ = {
  session: 'session-a',
  stream: STREAM,
  entry: 'ab'.repeat(32),
  actor: 'actor-a',
  from: '2026-11-02T09:00:00.000Z',
}

describeWithPostgres('moving personal data to PostgreSQL', () => {
  let server: PostgresServer
  let paths: FolderPaths
  let documentKey: Uint8Array

  beforeAll(async () => {
    server = await PostgresServer.start()
  })
  afterAll(() => server.dispose())

  beforeEach(async () => {
    paths = folderPaths(await mkdtemp(join(tmpdir(), 'contremarque-move-')))
    documentKey = new Uint8Array(32).fill(7)
    await mkdir(paths.keys)
    await writeFile(paths.documentKey, documentKey)
    await writeFile(paths.info, JSON.stringify(INFO))
  })
  afterEach(async () => {
    await rm(paths.root, { recursive: true })
    await server.clear()
  })

  const move = (watcher = silent) => movePersonalData(paths.root, server.access, watcher)
  const info = async () => parseLedgerInfo(await readFile(paths.info, 'utf8'))

  async function within<Result>(
    postgres: PostgresAccess | undefined,
    act: (data: PersonalData) => Promise<Result>,
    { origin } = INFO,
  ): Promise<Result> {
    const data = await openPersonalData({
      ...{ folder: paths.personalData, origin, documentKey },
      postgres,
    })
    try {
      return await act(data)
    } finally {
      await data.close()
    }
  }

  async function fill({ openings, pseudonyms, credentials, erasures }: PersonalData) {
    const persons = ['person-a', 'person-é', 'Person-b']
    const all = Array.from({ length: 1_100 }, (_, i) =>
      opening(i, 'name', persons[i % 3]!, `Nadia Benali ${i}`, INFO),
    )
    await openings.put(all)
    await openings.put([opening(0, 'a', 'person-a', 'x', { ...INFO, stream: `${STREAM}0` })])
    for (const person of persons) {
      await pseudonyms.forPerson(person, STREAM)
      await credentials.keep(`credential of ${person}`, person)
    }
    await erasures.keep({ reference: 'DPD-2026-014' })
    const { reads, close } = await sessions(undefined)
    await reads.begin(READ)
    await reads.again(READ.session, READ.stream, '2026-11-02T09:05:00.000Z')
    await close()
  }

  function sessions(postgres: PersonalData['postgres']) {
    return openSessionStore({
      postgres,
      reads: paths.openReads,
      documentKey,
      limits: SESSION_LIMITS,
    })
  }

  async function seen({ openings, pseudonyms, credentials, erasures, postgres }: PersonalData) {
    const persons = ['person-a', 'person-é', 'Person-b', 'nobody']
    const { reads, close } = await sessions(postgres)
    const open = await reads.of(READ.session)
    await close()
    return {
      openings: [await openings.forCase(STREAM), await openings.forCase(`${STREAM}0`)],
      held: await Promise.all(persons.map((each) => openings.heldOf(each, STREAM))),
      pseudonyms: await Promise.all(persons.map((each) => pseudonyms.find(each, STREAM))),
      credentials: await Promise.all(
        persons.map((each) => credentials.personOf(`credential of ${each}`)),
      ),
      erasures: await erasures.all(),
      open,
    }
  }

  async function countThere(): Promise<number> {
    const database = await connectPostgres(server.access)
    const { rows } = await sql<{ count: number }>`
      SELECT CAST((SELECT count(*) FROM opening) + (SELECT count(*) FROM data_key) AS integer) AS count
    `.execute(database)
    await database.destroy()
    return rows[0]!.count
  }

  async function tableFilesWith(text: string): Promise<string[]> {
    const database = await connectPostgres(server.access)
    await sql`CHECKPOINT`.execute(database)
    await database.destroy()
    const base = join(server.data, 'base')
    const names = await readdir(base, { recursive: true, withFileTypes: true })
    const paths = names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    const contents = await Promise.all(paths.map((path) => readFile(path)))
    return paths.filter((_, at) => contents[at]!.includes(text))
  }

  test('what could be read from the files is read from PostgreSQL, and no file is left', async () => {
    await within(undefined, fill)
    const before = await within(undefined, seen)
    expect(before.openings[0]).toHaveLength(1_100)
    expect(before.open).toMatchObject([{ ...READ, reads: 1 }])
    await move()
    expect(await info()).toEqual({ ...INFO, personalData: 'postgres' })
    expect([paths.personalData, paths.openReads].filter((path) => existsSync(path))).toEqual([])
    expect(await within(server.access, seen)).toEqual(before)
    expect(await tableFilesWith('person-é')).not.toEqual([])
    expect(() => assertNothingMoves(paths, { personalData: 'postgres' })).not.toThrow()
  })

  test('run again once it is over it changes nothing; a ledger without personal data moves too', async () => {
    await move()
    expect(await info()).toEqual({ ...INFO, personalData: 'postgres' })
    await within(server.access, ({ openings }) =>
      openings.put([opening(0, 'name', 'p', 'after', INFO)]),
    )
    await move()
    const [kept] = await within(server.access, ({ openings }) => openings.forCase(STREAM))
    expect(kept?.value).toBe('after')
  })

  test('T-24 what was erased stays erased, and an erasure not told yet names the same commitments', async () => {
    await within(undefined, fill)
    const erased = await within(undefined, ({ openings }) => openings.erase('person-a', STREAM))
    expect(erased).toHaveLength(367)
    await move()
    await within(server.access, async ({ openings }) => {
      const left = await openings.forCase(STREAM)
      expect(left.filter(({ person }) => person === 'person-a')).toEqual([])
      expect(left).toHaveLength(1_100 - 367)
      expect(await openings.erase('person-a', STREAM)).toEqual(erased)
    })
  })

  test('nothing moves while a process holds the folder', async () => {
    await within(undefined, fill)
    const release = takeLock(paths)
    await expect(move()).rejects.toMatchObject({ code: 'FOLDER_LOCKED' })
    release()
    expect(await info()).toEqual(INFO)
  })

  const other = { ...INFO, origin: 'registre.invalid/other/00000000000000000000000000000000' }
  test.each([
    ['of another ledger', 'DATABASE_ELSEWHERE', () => within(server.access, nothing, other)],
    ['made under another document key', 'DATABASE_ELSEWHERE', underAnotherKey],
    ['with openings of this ledger', 'DATABASE_TAKEN', () => within(server.access, putOne)],
    ['with a login under way', 'DATABASE_TAKEN', () => within(server.access, beginLogin)],
  ])('a database %s is refused: %s', async (_, code, prepare) => {
    await within(undefined, fill)
    const before = await within(undefined, seen)
    await prepare()
    await expect(move()).rejects.toMatchObject({ code })
    expect(await info()).toEqual(INFO)
    expect(existsSync(paths.moving)).toBe(false)
    expect(await within(undefined, seen)).toEqual(before)
  })

  async function nothing(): Promise<void> {
    // Opening it made it this ledger's.
  }

  async function underAnotherKey(): Promise<void> {
    documentKey = new Uint8Array(32).fill(8)
    await within(server.access, nothing)
    documentKey = new Uint8Array(32).fill(7)
  }

  async function putOne({ openings }: PersonalData): Promise<void> {
    await openings.put([opening(0, 'name', 'person-a', 'there before', INFO)])
  }

  async function beginLogin({ postgres }: PersonalData): Promise<void> {
    await sessions(postgres)
    await sql`INSERT INTO login VALUES ('a', 'b', 0)`.execute(postgres!)
  }

  test.each([
    ['alters a byte', 'NEW.sealed := set_byte(NEW.sealed, 0, 255 - get_byte(NEW.sealed, 0))'],
    ['drops a row', 'RETURN NULL'],
    ['alters a name', "NEW.person := 'person-c'"],
  ])(
    'a database that %s is found out, keeps nothing, and the files stay in force',
    async (_, act) => {
      await within(undefined, fill)
      const before = await within(undefined, seen)
      await within(server.access, async ({ postgres }) => {
        await sql
          .raw(
            `CREATE FUNCTION contremarque.bend() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF NEW.revision = 777 THEN ${act}; END IF; RETURN NEW; END $$;
          CREATE TRIGGER bend BEFORE INSERT ON contremarque.opening
            FOR EACH ROW EXECUTE FUNCTION contremarque.bend()`,
          )
          .execute(postgres!)
      })
      await expect(move()).rejects.toMatchObject({ code: 'MOVE_DIFFERS' })
      expect([await info(), await countThere()]).toEqual([INFO, 0])
      expect(await within(undefined, seen)).toEqual(before)
    },
  )

  test('files of a ledger that names PostgreSQL are destroyed only where it says that it took them', async () => {
    await within(undefined, fill)
    await writeFile(paths.info, JSON.stringify({ ...INFO, personalData: 'postgres' }))
    const unfinished = expect.objectContaining({ code: 'MOVE_UNFINISHED' }) as Error
    expect(() => assertNothingMoves(paths, { personalData: 'postgres' })).toThrow(unfinished)
    await expect(move()).rejects.toMatchObject({ code: 'MOVE_UNKNOWN' })
    await writeFile(paths.moving, randomUUID())
    await expect(move()).rejects.toMatchObject({ code: 'MOVE_UNKNOWN' })
    expect(await within(undefined, seen)).toMatchObject({ open: [READ] })
  })

  test('T-24 no destroyed byte is in a file that is left behind: each is overwritten before it is removed', async () => {
    await within(undefined, fill)
    const kept = join(paths.root, 'kept')
    await link(join(paths.personalData, 'keys.sqlite'), kept)
    expect((await readFile(kept)).some((byte) => byte !== 0)).toBe(true)
    await move()
    const left = await readFile(kept)
    expect([left.length > 0, left.every((byte) => byte === 0)]).toEqual([true, true])
  })
})
