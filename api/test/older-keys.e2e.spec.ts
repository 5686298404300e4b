import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@contremarque/ledger'
import { run as runKeys } from '../src/commands/keys.js'
import { run as runVerify } from '../src/commands/verify.js'
import { personaOf } from '../src/identity/personas.js'
import { file, plain } from './asked-actions.js'
import { caughtUp } from './caught-up.js'
import { httpWorld, order, type HttpWorld } from './http-world.js'
import { asInRunbook } from './in-runbook.js'
import { describeWithPostgres, PostgresServer } from './postgres-server.js'
import { runCommand } from './run-command.js'
import { TlsWorld } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
const EXPERT = personaOf('expert').name
const LETTER = { documentKind: 'letter', ...plain, title: 'Lettre unmistakable' }

describe('openings in files, restored with an older copy of their keys', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-older-'))
  })

  restoredWithOlderKeys({
    open: () => httpWorld({ data: join(folder, 'data'), tls: TLS }),
    async copyKeys() {
      const asked = ['--data', join(folder, 'data'), '--out', join(folder, 'keys.copy')]
      expect((await runCommand(runKeys, 'backup', ...asked)).code).toBe(0)
    },
    async putBack() {
      const keys = join(folder, 'data/personal-data/keys.sqlite')
      for (const end of ['', '-wal', '-shm']) await rm(`${keys}${end}`, { force: true })
      await copyFile(join(folder, 'keys.copy'), keys)
    },
  })

  afterAll(() => rm(folder, { recursive: true }))
})

describeWithPostgres('openings in PostgreSQL, restored with an older copy of their keys', () => {
  let postgres: PostgresServer
  let folder: string

  beforeAll(async () => {
    postgres = await PostgresServer.start()
    folder = await mkdtemp(join(tmpdir(), 'contremarque-older-'))
  })

  restoredWithOlderKeys({
    open: () => httpWorld({ data: join(folder, 'data'), tls: TLS, postgres: postgres.access }),
    copyKeys: async () => asInRunbook(postgres, 'pg_dump', join(folder, 'keys.copy')),
    putBack: async () => asInRunbook(postgres, 'pg_restore', join(folder, 'keys.copy')),
  })

  afterAll(async () => {
    await postgres.dispose()
    await rm(folder, { recursive: true })
  })
})

interface Kept {
  open(): Promise<HttpWorld>
  copyKeys(): Promise<void>
  putBack(): Promise<void>
}

function restoredWithOlderKeys({ open, copyKeys, putBack }: Kept): void {
  let world: HttpWorld
  let tls: TlsWorld
  let before: string
  let since: string

  beforeAll(async () => {
    await start()
    before = await orderedCase()
    await copyKeys()
    since = await orderedCase()
    expect((await (await tls.as('expert')).signIn()).status).toBe(201)
    await stop()
    await putBack()
    await rm(join(world.folder, 'read-models'), { recursive: true })
    await start()
  })
  afterAll(() => stop())

  async function start(): Promise<void> {
    world = await open()
    tls = await TlsWorld.listen(world)
  }

  async function stop(): Promise<void> {
    tls.closeCallers()
    await world.server.close()
  }

  async function orderedCase(): Promise<string> {
    const judge = await world.as('magistrat')
    const ordered = await judge.post('/cases', order())
    expect(ordered.statusCode).toBe(201)
    return ordered.json<{ case: string }>().case
  }

  async function namesIn(id: string): Promise<readonly (string | null)[]> {
    await caughtUp(world.server)
    const seen = await (await world.as('magistrat')).get(`/cases/${id}`)
    expect(seen.statusCode).toBe(200)
    return seen.json<{ parties: { name: string | null }[] }>().parties.map(({ name }) => name)
  }

  async function signInAsExpert(): Promise<void> {
    const expert = await tls.as('expert')
    expect(await expert.signIn()).toMatchObject({ status: 201, body: { person: { name: '' } } })
  }

  test('T-64 what is sealed under keys that are not there shows as erased, all else as ever; an alarm says so and what to do', async () => {
    expect(await namesIn(before)).toContain(EXPERT)
    expect(new Set(await namesIn(since))).toEqual(new Set([null]))
    const health = await (await world.as('operateur')).get('/ledger/health')
    expect(health.json()).toMatchObject({
      alarms: [
        { code: 'OPENINGS_WITHOUT_KEY', message: expect.stringContaining('runbooks/backup.md') },
      ],
    })
  })

  test('whoever was enrolled under such a key signs in, also after he acted under one made anew', async () => {
    await signInAsExpert()
    await (await world.as('expert')).readFor('case-follow-up')
    await signInAsExpert()
    const persons = await (await world.as('administrateur')).get('/persons')
    expect(persons.json<{ items: object[] }>().items).toContainEqual(
      expect.objectContaining({ id: personaOf('expert').id, name: null }),
    )
  })

  test('what is recorded in such a case can be read, and the read models can be built again', async () => {
    const clerk = await world.as('greffe')
    const deposited = await clerk.deposit(since, { kind: 'DepositDocument', ...LETTER }, file)
    expect(deposited.statusCode).toBe(201)
    await caughtUp(world.server)
    await world.server.models.rebuild()
    expect(await namesIn(before)).toContain(EXPERT)
    expect(new Set(await namesIn(since))).toEqual(new Set([null]))
    const timeline = await clerk.get(`/cases/${since}/timeline`)
    expect(timeline.body).toContain(LETTER.title)
  })

  test('the ledger passes as ever', async () => {
    await world.server.node.ledger.settle()
    const trust = join(world.folder, 'trust.json')
    const { out } = await runCommand(runVerify, world.folder, '--trust', trust, '--json')
    const { verdict, findings } = JSON.parse(out) as Report
    expect([verdict, findings]).toEqual(['TOTAL_PASSED', []])
  })
}
