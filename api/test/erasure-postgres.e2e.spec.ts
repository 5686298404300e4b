import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@contremarque/ledger'
import { sql } from 'kysely'
import { run as runPersonalData } from '../src/commands/personal-data.js'
import { run as runVerify } from '../src/commands/verify.js'
import { connectPostgres } from '../src/database/postgres.js'
import type { HeldData } from '../src/http/schemas/personal-data.js'
import { personaOf } from '../src/identity/personas.js'
import { caughtUp } from './caught-up.js'
import { DatabaseDump } from './database-dump.js'
import { filesWith } from './files-with.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { asInRunbook } from './in-runbook.js'
import { describeWithPostgres, PostgresServer } from './postgres-server.js'
import { runCommand, type CommandRun } from './run-command.js'

const NAME = 'Dr Agathe Zwyntrel'
const ADDRESS = '7 impasse des Xylophones'
const TITLE = 'Pièce unmistakable n° 1'
const FILE_NAME = 'dossier médical.pdf'
const REFERENCE = 'DPD unmistakable 2026/14'
const DECISION = 'ordonnance unmistakable 26/7'
const counsel = personaOf('avocat-demanderesse')
const ERASED = [NAME, 'Zwyntrel', ADDRESS, TITLE, FILE_NAME, counsel.name, REFERENCE, DECISION]

describeWithPostgres('a ledger whose personal data moved to PostgreSQL', () => {
  let postgres: PostgresServer
  let folder: string
  let world: HttpWorld
  let claimant: string
  let id: string
  let moved: CommandRun
  let before: string

  beforeAll(async () => {
    postgres = await PostgresServer.start()
    folder = await mkdtemp(join(tmpdir(), 'contremarque-moved-'))
    world = await httpWorld({ data: folder })
    await fillCase()
    before = await caseAsSeen()
    await world.server.close()
    moved = await moveByCommand()
    world = await httpWorld({ data: folder, postgres: postgres.access })
  })

  afterAll(async () => {
    await world.server.close()
    await postgres.dispose()
    await rm(folder, { recursive: true })
    await rm(`${folder}.keys`, { force: true })
  })

  async function fillCase(): Promise<void> {
    const administrator = await world.as('administrateur')
    const enrolled = await administrator.post('/persons', {
      ...{ role: 'partie', name: NAME, address: ADDRESS },
    })
    claimant = enrolled.json<{ person: string }>().person
    const [judge, clerk, lawyer] = [
      await world.as('magistrat'),
      await world.as('greffe'),
      await world.as('avocat-demanderesse'),
    ]
    const base = order()
    const replaced = personaOf('partie-demanderesse').id
    const actors = base.actors.map(({ person, actsFor, ...actor }) => ({
      ...actor,
      person: person === replaced ? claimant : person,
      actsFor: actsFor === replaced ? claimant : actsFor,
    }))
    const ordered = await judge.post('/cases', { ...base, actors })
    expect(ordered.statusCode).toBe(201)
    id = ordered.json<{ case: string }>().case
    const must = async (caller: Caller, action: object) =>
      expect((await caller.post(`/cases/${id}/actions`, action)).statusCode).toBe(201)
    const declaration = { competent: true, available: true, noConflict: true }
    await must(clerk, { kind: 'NotifyDesignation' })
    await must(await world.as('expert'), { kind: 'AcceptDesignation', declaration })
    const paid = { kind: 'RecordConsignation', amountCents: 200_000, paidOn: '2026-11-10' }
    await must(clerk, paid)
    await must(clerk, { kind: 'NotifyConsignation' })
    expect((await lawyer.deposit(id, piece, FILE)).statusCode).toBe(201)
    await caughtUp(world.server)
  }

  /** As the judge reads it, but for what the ledger does by itself. */
  async function caseAsSeen(): Promise<string> {
    const judge = await world.as('magistrat')
    const read = async (part: string) => (await judge.get(`/cases/${id}${part}`)).json<object>()
    const [file, timeline] = [await read(''), await read('/timeline')]
    return JSON.stringify([{ ...file, integrity: null }, titlesIn(timeline)])
  }

  async function moveByCommand(): Promise<CommandRun> {
    const { user, host, port, database, password } = postgres.access
    const secret = join(folder, 'postgres.secret')
    await writeFile(secret, password!)
    const environment = {
      CONTREMARQUE_POSTGRES_URL: `postgres://${user}@${host}:${port}/${database}`,
      CONTREMARQUE_POSTGRES_PASSWORD_FILE: secret,
    }
    const before = process.env
    process.env = { ...before, ...environment }
    try {
      return await runCommand(runPersonalData, 'move', '--data', folder)
    } finally {
      process.env = before
      await rm(secret)
    }
  }

  /** Rows of the database that hold or open what is a person's. */
  async function sealedOf(person: string): Promise<readonly (readonly [string, Buffer])[]> {
    const found = await sql<{ what: string; bytes: Buffer }>`
      SELECT 'key' AS what, wrapped AS bytes FROM data_key WHERE person = ${person}
      UNION ALL SELECT 'value', sealed FROM opening WHERE person = ${person}
    `.execute(world.server.node.personalData.postgres!)
    return found.rows.map(({ what, bytes }) => [what, bytes])
  }

  async function erase(person: string): Promise<void> {
    const officer = await world.as('dpo')
    const { openings } = (await officer.get(`/personal-data/persons/${person}`)).json<HeldData>()
    const answer = await officer.post(`/personal-data/persons/${person}/erasure`, {
      ...{ case: null, basis: 'gdpr-17', reference: REFERENCE, decision: DECISION },
      confirmation: { person, openings },
    })
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { values: openings }])
  }

  test('the command says what it moved and nothing of the way there; the server shows the same names', async () => {
    expect([moved.code, moved.out]).toEqual([0, expect.stringContaining('PostgreSQL now')])
    expect(moved.out + moved.err).not.toContain(postgres.access.password)
    for (const text of [NAME, TITLE, counsel.name]) expect(before).toContain(text)
    expect(await caseAsSeen()).toBe(before)
    expect(filesWith(folder, NAME).every((name) => name.startsWith('read-models'))).toBe(true)
  })

  /**
   * Of what was destroyed, keys are not searched for in the write-ahead log of PostgreSQL (`pg_wal` and its archive),
   * where they stand until it is recycled (ADR 18), nor sealed values in space that was freed in files.
   */
  test('T-63 after erasures over HTTP neither a file nor any table holds a name, an address, a file name, or what opened them', async () => {
    const { postgres: database } = world.server.node.personalData
    // What PostgreSQL samples of a table would outlive its rows.
    await sql`ANALYZE`.execute(database!)
    const sealed = [...(await sealedOf(claimant)), ...(await sealedOf(counsel.id))]
    expect(new Set(sealed.map(([what]) => what))).toEqual(new Set(['key', 'value']))
    const full = await DatabaseDump.of(postgres.access)
    for (const [, bytes] of sealed) expect(full.with(bytes)).not.toEqual([])
    for (const text of ERASED.slice(0, 6))
      expect([text, filesWith(folder, text)]).not.toEqual([text, []])

    await erase(claimant)
    await erase(counsel.id)
    await sql`CHECKPOINT`.execute(database!)
    const dump = await DatabaseDump.of(postgres.access)
    expect(dump.tables).toEqual(
      expect.arrayContaining(['contremarque.opening', 'contremarque_keys.data_key']),
    )
    for (const text of ERASED) {
      expect([text, filesWith(folder, text), dump.with(text)]).toEqual([text, [], []])
    }
    // Its write-ahead log with them.
    expect(filesWith(postgres.data, ...ERASED)).toEqual([])
    for (const [what, bytes] of sealed) expect([what, dump.with(bytes)]).toEqual([what, []])
    const keys = sealed.filter(([what]) => what === 'key').map(([, bytes]) => bytes)
    expect(filesWith(join(postgres.data, 'base'), ...keys)).toEqual([])
    const seen = await caseAsSeen()
    for (const text of ERASED) expect(seen).not.toContain(text)
    expect(seen).toContain(personaOf('magistrat').name)
  })

  test('what was moved and erased verifies as before, with what was erased listed', async () => {
    await world.server.node.ledger.settle()
    const { out } = await runCommand(
      ...([runVerify, folder, '--trust', join(folder, 'trust.json'), '--json'] as const),
    )
    const report = JSON.parse(out) as Report
    expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
    expect(report.unchecked.map(({ what }) => what)).toContain('ERASED')
  })

  test('the data keys are dumped and put back by the commands of the runbook; what was erased stays erased', async () => {
    const seen = await caseAsSeen()
    const keys = await dataKeys()
    const file = `${folder}.keys`
    asInRunbook(postgres, 'pg_dump', file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await world.server.close()
    try {
      const database = await connectPostgres(postgres.access)
      await sql`DELETE FROM contremarque_keys.data_key`.execute(database)
      await database.destroy()
      asInRunbook(postgres, 'pg_restore', file)
    } finally {
      world = await httpWorld({ data: folder, postgres: postgres.access })
    }
    expect(await dataKeys()).toEqual(keys)
    expect(await caseAsSeen()).toBe(seen)
  })

  async function dataKeys(): Promise<unknown[]> {
    const found = await sql`SELECT * FROM contremarque_keys.data_key ORDER BY wrapped`.execute(
      world.server.node.personalData.postgres!,
    )
    return found.rows
  }
})

function titlesIn(timeline: object): readonly string[] {
  return JSON.stringify(timeline).match(/"title":"[^"]*"/g) ?? []
}

const FILE = Buffer.from('%PDF-1.7 pièce médicale')
const piece = {
  kind: 'DepositDocument',
  documentKind: 'piece',
  title: TITLE,
  mediaType: 'application/pdf',
  sha256: createHash('sha256').update(FILE).digest('hex'),
  size: FILE.length,
}
