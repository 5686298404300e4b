import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { PostgresAccess } from '../src/config/postgres-access.js'
import { connectPostgres } from '../src/database/postgres.js'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import { folderPaths } from '../src/ledger-folder/folder-paths.js'
import { openLedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { openPersonalData } from '../src/personal-data/open-personal-data.js'
import { movePersonalData } from '../src/personal-data-move/move-personal-data.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { opening, STREAM } from './given-openings.js'
import { describeWithPostgres, PostgresServer } from './postgres-server.js'

const child = join(import.meta.dirname, 'move-until-killed.mjs')
const COUNT = 1_100
const silent = {
  onStep: () => undefined,
  onCopied: () => undefined,
  onCompared: () => undefined,
  onDestroyed: () => undefined,
}

describeWithPostgres('a move of personal data that is killed', () => {
  let server: PostgresServer
  let root: string
  let folder: string

  beforeAll(async () => {
    server = await PostgresServer.start()
    root = await mkdtemp(join(tmpdir(), 'contremarque-killed-move-'))
    folder = join(root, 'model')
    const founded = await runDevelopmentLedger(folder, { clock: new TokenClock(), mayFound: true })
    const { origin } = founded.folder.info
    await founded.close()
    const openings = Array.from({ length: COUNT }, (_, i) =>
      opening(i, 'name', `person-${i % 3}`, `Nadia Benali ${i}`, { origin }),
    )
    await withPersonalData(undefined, (data) => data.put(openings))
  })
  beforeEach(async () => {
    const model = join(root, 'model')
    folder = join(root, 'data')
    await cp(model, folder, { recursive: true })
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
    await server.clear()
  })
  afterAll(async () => {
    await server.dispose()
    await rm(root, { recursive: true })
  })

  type Openings = Awaited<ReturnType<typeof openPersonalData>>['openings']

  async function withPersonalData<Result>(
    postgres: PostgresAccess | undefined,
    act: (openings: Openings) => Promise<Result>,
  ): Promise<Result> {
    const opened = await openLedgerFolder(folder, { clock: new TokenClock() })
    const { info, paths, documentKey } = opened
    const place = { folder: paths.personalData, origin: info.origin, documentKey, postgres }
    const data = await openPersonalData(place)
    try {
      return await act(data.openings)
    } finally {
      await data.close()
      await opened.close()
    }
  }

  const countOf = async (postgres?: PostgresAccess) =>
    (await withPersonalData(postgres, (openings) => openings.forCase(STREAM))).length

  async function rowsThere(): Promise<number> {
    const database = await connectPostgres(server.access)
    const { rows } = await sql<{ count: number }>`
      SELECT CAST(count(*) AS integer) AS count FROM opening
    `.execute(database)
    await database.destroy()
    return rows[0]!.count
  }

  async function killWhen(where: string): Promise<void> {
    const argv = [child, folder, JSON.stringify(server.access), where]
    const moving = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(moving, 'close')
    const [told] = (await Promise.race([once(moving.stdout, 'data'), ended])) as [unknown]
    expect(String(told)).toBe(`${where}\n`)
    moving.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
  }

  async function comesToItsEnd(): Promise<void> {
    await movePersonalData(folder, server.access, silent)
    expect(await countOf(server.access)).toBe(COUNT)
    expect(existsSync(folderPaths(folder).personalData)).toBe(false)
  }

  test.each(['copying', 'copied opening', 'copied data_key', 'compared read'])(
    'with kill -9 when it has %s: the files are in force, the database holds nothing, and it runs again',
    async (where) => {
      await killWhen(where)
      expect(await countOf()).toBe(COUNT)
      expect(await rowsThere()).toBe(0)
      await comesToItsEnd()
    },
  )

  test.each([
    ['committing', 0],
    ['switching', COUNT],
    ['destroying', COUNT],
    ['keys.sqlite', COUNT],
    ['openings.sqlite', COUNT],
  ])(
    'T-24 with kill -9 at %s: nobody records or erases on one of the two until it is over',
    async (where, there) => {
      await killWhen(where)
      expect(await rowsThere()).toBe(there)
      for (const postgres of [undefined, server.access]) {
        await expect(countOf(postgres)).rejects.toMatchObject({ code: 'MOVE_UNFINISHED' })
      }
      await comesToItsEnd()
    },
  )
})
