import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { saidInEachTest } from '../../test/run-command.js'
import { personaOf } from '../identity/personas.js'
import { PLATFORM } from '../identity/platform-person.js'
import { openLedgerNode } from '../ledger-node.js'
import { Generations } from '../projections/generations.js'
import { projectedHealth } from '../projections/health-query.js'
import { ReadModelFile } from '../projections/read-model-file.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { run } from './rebuild.js'

const said = saidInEachTest()
let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'contremarque-rebuild-'))
})
afterEach(() => rmSync(data, { recursive: true }))

test('builds the read models of a ledger, damaged ones included, and says how many events', async () => {
  const node = await openLedgerNode(data, { clock: new TokenClock(), mayFound: true })
  const { origin } = node.ledger.folder.info
  await node.close()
  const generations = new Generations(join(data, 'read-models'))
  for (const spoil of [false, true]) {
    if (spoil) writeFileSync(generations.current()!, 'nonsense')
    expect(await run(['--data', data])).toBe(0)
    expect(said.pop()).toMatch(/^[3-9] events in /)
    const file = ReadModelFile.open(generations.current()!, origin)!
    const health = projectedHealth(file, Date.now())
    expect(health).toMatchObject({ entries: 1, sealed: 1, stamped: 1, alarms: [] })
    file.close()
  }
})

test('leaves the log and everything else but the read models as they are', async () => {
  const node = await openLedgerNode(data, { clock: new TokenClock(), mayFound: true })
  await node.close()
  const content = () =>
    ['store/events.sqlite', 'ledger.json', 'trust.json'].map((name) =>
      readFileSync(join(data, name), 'hex'),
    )
  const before = content()
  expect(await run(['--data', data])).toBe(0)
  expect(content()).toEqual(before)
  expect(readdirSync(join(data, 'read-models')).toSorted()).toContain('current')
})

test('says once that values of personal data are opened by no key, and builds all the same', async () => {
  const node = await openLedgerNode(data, { clock: new TokenClock(), mayFound: true })
  for (const handle of ['expert', 'greffe'] as const) {
    const { id, role, name } = personaOf(handle)
    await node.persons.enrolOnce({ ...PLATFORM, id, role }, name)
  }
  await node.close()
  const keys = new DatabaseSync(join(data, 'personal-data/keys.sqlite'))
  keys.exec('DELETE FROM data_key')
  keys.close()
  expect(await run(['--data', data])).toBe(0)
  expect(said).toEqual([
    expect.stringContaining('is shown as erased'),
    expect.stringMatching(/ events in /),
  ])
})

test('a folder without a ledger is refused, and no folder is a question of usage', async () => {
  expect(await run(['--data', data])).toBe(1)
  expect(said.pop()).toContain('contremarque rebuild: ')
  expect(readdirSync(data)).toEqual([])
  expect(await run([])).toBe(64)
})
