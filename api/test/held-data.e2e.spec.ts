import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Report } from '@contremarque/ledger'
import { pino } from 'pino'
import { run as runVerify } from '../src/commands/verify.js'
import type { FoundPersons, HeldData, ErasurePage } from '../src/http/schemas/personal-data.js'
import { SESSION_COOKIE } from '../src/http/session-cookie.js'
import { SessionDesk } from '../src/http/session-desk.js'
import { personaOf } from '../src/identity/personas.js'
import type { z } from 'zod'
import { file, plain } from './asked-actions.js'
import { caughtUp } from './caught-up.js'
import { filesWith } from './files-with.js'
import { Caller, httpWorld, order, type HttpWorld } from './http-world.js'
import { runCommand } from './run-command.js'

const NAME = 'Dr Agathe Zwyntrel'
const ADDRESS = '7 impasse des Xylophones'
const REFERENCE = 'DPD unmistakable 2026/14'
const DECISION = 'ordonnance unmistakable 26/7'
const TITLE = 'Courrier unmistakable n° 3'
const FILE_NAME = 'dossier médical.pdf'
const DETAIL = 'motif unmistakable'
let log: string
let world: HttpWorld
let officer: Caller
let judge: Caller
let person: string
let id: string

beforeEach(async () => {
  log = ''
  const write = (line: string) => void (log += line)
  world = await httpWorld({}, pino({ level: 'trace' }, { write }))
  const administrator = await world.as('administrateur')
  const enrolled = await administrator.post('/persons', {
    role: 'expert',
    name: NAME,
    address: ADDRESS,
  })
  person = enrolled.json<{ person: string }>().person
  judge = await world.as('magistrat')
  officer = await world.as('dpo')
  const base = order()
  const actors = base.actors.map((actor) =>
    actor.role === 'expert' ? { ...actor, person } : actor,
  )
  id = (await judge.post('/cases', { ...base, actors })).json<{ case: string }>().case
  await caughtUp(world.server)
})

afterEach(() => world.close())

test('T-63 over HTTP, while the server runs, an erasure leaves nothing of the person and his documents in any file or log, and the ledger passes', async () => {
  await actAsHimself()
  // Whoever searches for him leaves no word of it to outlive him.
  await judge.post('/cases/search', { text: 'Zwyntrel', limit: 5 })
  expect((await search('zwyn')).items).toEqual([{ id: person, name: NAME }])
  const his = [NAME, ADDRESS, TITLE, FILE_NAME, DETAIL]
  expect(await valuesOfHis()).toEqual(expect.arrayContaining(his))
  expect(filesWith(world.folder, NAME)).not.toEqual([])
  const held = await heldData()
  expect(held).toMatchObject({ person, name: NAME, erasures: [] })
  const erased = await erase({ openings: held.openings }, { decision: DECISION })
  expect([erased.statusCode, erased.json()]).toMatchObject([201, { values: held.openings }])
  for (const text of ['Zwyntrel', REFERENCE, DECISION, ...his]) {
    expect([text, filesWith(world.folder, text)]).toEqual([text, []])
    expect([text, log.includes(text)]).toEqual([text, false])
  }
  expect(log).toContain('/api/v1/personal-data/persons/:person/erasure')
  const seen = await judge.get(`/cases/${id}`)
  const names = seen.json<{ parties: { name: string | null }[] }>().parties.map(({ name }) => name)
  expect(names).toContain(null)
  expect(names).toContain(personaOf('magistrat').name)
  expect((await search('zwyntrel')).items).toEqual([])
  await world.server.node.ledger.settle()
  const report = await verified()
  expect(report.verdict).toBe('TOTAL_PASSED')
  const told = report.unchecked.find(({ what }) => what === 'ERASED')
  expect(told?.reason).toMatch(new RegExp(`^${held.openings} commitments `))
})

test('what is held is counted place by place, without a value; what was erased is told with its reference', async () => {
  const held = await heldData()
  expect(held.places.map(({ place }) => place)).toEqual(['account', 'case'])
  const [account, inCase] = held.places
  expect(account).toMatchObject({ case: null, state: null, roles: [] })
  expect(account!.fields).toEqual([
    { field: 'address', count: 1 },
    { field: 'name', count: 1 },
  ])
  expect(inCase).toMatchObject({ case: id, state: 'ordered', roles: ['expert'] })
  expect(inCase!.firstAt).toMatch(/^\d{4}-/)
  expect(JSON.stringify(held.places)).not.toMatch(/Zwyntrel|Xylophones/)
  await erase({ openings: inCase!.openings }, { case: id, decision: DECISION })
  const after = await heldData()
  expect(after.places.map(({ openings }) => openings)).toEqual([account!.openings, 0])
  const [told] = after.erasures
  expect(told).toMatchObject({
    by: 'dpo',
    basis: 'gdpr-17',
    reference: REFERENCE,
    decision: DECISION,
    person,
    place: 'case',
    case: id,
    values: inCase!.openings,
  })
  const register = (await officer.get('/personal-data/erasures')).json<Register>()
  // Between the two questions it may have been sealed.
  const state: unknown = expect.stringMatching(/^(recorded|sealed|stamped)$/)
  expect(register.items).toEqual([{ ...told, state }])
  // To nobody else is it told why.
  const entry = await judge.get(`/entries/${told!.id}`)
  expect([entry.statusCode, entry.body]).toEqual([200, expect.not.stringContaining('unmistakable')])
})

test('R39 in a case that is not closed nothing is erased without a decision; once it is closed, without one', async () => {
  const { openings } = await heldData()
  const refused = await erase({ openings })
  expect([refused.statusCode, refused.json()]).toMatchObject([
    409,
    { code: 'ERASURE_CASE_OPEN', rule: 'R39' },
  ])
  expect((await heldData()).openings).toBe(openings)
  await judge.post(`/cases/${id}/actions`, { kind: 'CloseExpertise', ground: 'withdrawn' })
  await caughtUp(world.server)
  expect((await erase({ openings })).statusCode).toBe(201)
})

test('a confirmation of another person or of another count erases nothing; nor does it where nothing is held', async () => {
  const { openings } = await heldData()
  const stale = [
    await erase({ openings: openings - 1 }, { decision: DECISION }),
    await erase({ openings, person: randomUUID() }, { decision: DECISION }),
  ]
  for (const answer of stale) {
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'CONFIRMATION_STALE' }])
  }
  const elsewhere = { case: randomUUID(), decision: DECISION }
  expect((await erase({ openings: 0 }, elsewhere)).json()).toMatchObject({ code: 'NOTHING_HELD' })
  expect((await heldData()).openings).toBe(openings)
  for (const change of [{ reference: '' }, { basis: 'because' }, { reason: 'x' }]) {
    const malformed = await erase({ openings }, change)
    expect([malformed.statusCode, malformed.json()]).toMatchObject([400, { code: 'BODY_INVALID' }])
  }
})

test('a repeat of the request gets its first answer and tells nothing again; another body is refused', async () => {
  const { openings } = await heldData()
  const key = { 'idempotency-key': randomUUID() }
  const first = await erase({ openings }, { decision: DECISION }, key)
  const again = await erase({ openings }, { decision: DECISION }, key)
  const { entries, values } = first.json<{ entries: unknown[]; values: number }>()
  expect(again.json()).toMatchObject({ entries, values, repeated: true })
  const register = (await officer.get('/personal-data/erasures')).json<Register>()
  expect(register.items).toHaveLength(entries.length)
  const other = await erase({ openings }, { decision: 'another' }, key)
  expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
})

/** Says why he reads, and deposits a letter. */
async function actAsHimself(): Promise<void> {
  const authentication = {
    method: 'development',
    validity: 'not-applicable',
    checkedAt: null,
  } as const
  const { token } = await world.server.app.get(SessionDesk).open({
    person: { id: person, role: 'expert', authentication, evidence: {} },
    ...{ roles: ['expert'], name: NAME, title: null, credential: null },
  })
  const expert = new Caller(world.server, `${SESSION_COOKIE}=${token}`)
  await expert.acceptTerms()
  expect((await expert.readFor('other', DETAIL)).statusCode).toBe(200)
  const letter = { kind: 'DepositDocument', documentKind: 'letter', ...plain, title: TITLE }
  expect((await expert.deposit(id, letter, file)).statusCode).toBe(201)
  await caughtUp(world.server)
}

/** What is held of him, of his account, of the case and of what he did outside cases. */
async function valuesOfHis(): Promise<unknown[]> {
  const { personalData, streams } = world.server.node
  const places = [streams.actor(person), streams.console(person), `expertise-${id}`]
  const all = await Promise.all(places.map((stream) => personalData.openings.forCase(stream)))
  return all.flat().flatMap((each) => (each.person === person ? [each.value] : []))
}

type Register = z.infer<typeof ErasurePage>

async function search(text: string): Promise<z.infer<typeof FoundPersons>> {
  return (await officer.post('/personal-data/search', { text })).json()
}

async function heldData(): Promise<HeldData> {
  return (await officer.get(`/personal-data/persons/${person}`)).json()
}

function erase(
  confirmed: { openings: number; person?: string },
  change: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  const body = {
    ...{ case: null, basis: 'gdpr-17', reference: REFERENCE, decision: null },
    confirmation: { person, ...confirmed },
    ...change,
  }
  return officer.post(`/personal-data/persons/${person}/erasure`, body, headers)
}

async function verified(): Promise<Report> {
  const trust = join(world.folder, 'trust.json')
  const { out } = await runCommand(runVerify, world.folder, '--trust', trust, '--json')
  return JSON.parse(out) as Report
}
