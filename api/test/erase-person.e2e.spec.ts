import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@contremarque/ledger'
import { run as runPerson } from '../src/commands/person.js'
import { run as runVerify } from '../src/commands/verify.js'
import { personaOf } from '../src/identity/personas.js'
import { filesWith } from './files-with.js'
import { httpWorld, order } from './http-world.js'
import { runCommand, type CommandRun } from './run-command.js'

const NAME = 'Dr Agathe Zwyntrel'
const ADDRESS = '7 impasse des Xylophones'
const REFERENCE = 'DPD unmistakable 2026/14'
const DECISION = 'décision unmistakable 26/7'
let folder: string
let person: string
let id: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-erase-'))
  const world = await httpWorld({ data: folder })
  const administrator = await world.as('administrateur')
  const enrolled = await administrator.post('/persons', {
    role: 'expert',
    name: NAME,
    address: ADDRESS,
  })
  person = enrolled.json<{ person: string }>().person
  const base = order()
  const actors = base.actors.map((actor) =>
    actor.role === 'expert' ? { ...actor, person } : actor,
  )
  const judge = await world.as('magistrat')
  id = (await judge.post('/cases', { ...base, actors })).json<{ case: string }>().case
  const { ledger } = world.server.node
  await world.server.models.waitFor(await ledger.folder.store.headPosition())
  await world.server.close()
})
afterEach(() => rm(folder, { recursive: true }))

async function partyNames(): Promise<(string | null)[]> {
  const world = await httpWorld({ data: folder })
  try {
    const judge = await world.as('magistrat')
    const seen = await judge.get(`/cases/${id}`)
    return seen.json<{ parties: { name: string | null }[] }>().parties.map(({ name }) => name)
  } finally {
    await world.server.close()
  }
}

test('T-63 after an erasure nothing of the person stands in any file, and the ledger passes as before; asked again there is nothing to erase', async () => {
  expect(await partyNames()).toContain(NAME)
  expect(filesWith(folder, NAME).length).toBeGreaterThan(0)
  const asked = ['--person', person, '--basis', 'gdpr-17']
  const refused = await erase(...asked)
  expect(refused.code).not.toBe(0)
  expect(refused.err).toContain('not closed')
  expect(filesWith(folder, NAME).length).toBeGreaterThan(0)
  const erased = await erase(...asked, '--decision', DECISION.normalize('NFD'))
  expect(erased.code).toBe(0)
  expect(erased.out).toMatch(/^[3-9] values in 2 streams can no longer be opened/)
  for (const text of [NAME, ADDRESS, REFERENCE, DECISION])
    expect(filesWith(folder, text)).toEqual([])
  const trust = join(folder, 'trust.json')
  const verified = await runCommand(runVerify, folder, '--trust', trust, '--json')
  expect(verified.code).toBe(0)
  const report = JSON.parse(verified.out) as Report
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report.unchecked.map(({ what }) => what)).toContain('ERASED')
  const { commitments, entries, leftOut } = report.erased!
  expect(erased.out).toContain(`${commitments} values in 2 streams`)
  expect([entries.flatMap(({ fields }) => fields).length, leftOut]).toEqual([commitments, 0])
  const enrolled = { stream: expect.stringMatching(/^actor-/) as string, revision: 0 }
  expect(entries).toContainEqual({ ...enrolled, fields: ['address', 'name'] })
  const added = { stream: `expertise-${id}`, revision: expect.any(Number) as number }
  expect(entries).toContainEqual({ ...added, fields: ['name'] })
  const names = await partyNames()
  expect(names).toContain(null)
  expect(names).toContain(personaOf('magistrat').name)
  for (const text of [NAME, ADDRESS, REFERENCE, DECISION])
    expect(filesWith(folder, text)).toEqual([])
  const again = await erase(...asked)
  expect([again.code, again.out]).toEqual([0, '0 values in 0 streams can no longer be opened'])
})

test('what is malformed erases nothing', async () => {
  const before = filesWith(folder, NAME)
  expect(before).not.toEqual([])
  for (const words of [
    ['--person', 'x', '--basis', 'gdpr-17'],
    ['--person', person, '--basis', ''],
    ['--person', person, '--basis', 'x', '--reference', ' '],
  ]) {
    expect([words, (await erase(...words)).code]).toEqual([words, 64])
  }
  expect(filesWith(folder, NAME)).toEqual(before)
})

/** Filed under a reference of this test. */
function erase(...words: string[]): Promise<CommandRun> {
  return runCommand(runPerson, 'erase', '--data', folder, '--reference', REFERENCE, ...words)
}
