import { randomUUID } from 'node:crypto'
import { projected } from '../../test/projected.js'
import { STRANGER } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getJournal, listJournals, searchJournals } from './journal-queries.js'
import { timeline } from './timeline-queries.js'
import { EVERYTHING } from './viewer.js'

const page = { limit: 2 }
let ledger: TestLedger

beforeEach(async () => {
  ledger = await TestLedger.open()
})

async function imported(label: string, lines: number): Promise<string> {
  const id = randomUUID()
  for (let line = 0; line < lines; line++) {
    await ledger.record({
      stream: `journal-${id}`,
      type: 'JournalEntryImported',
      role: 'externe',
      data: { source: 'opalexe', activity: 'deposit' },
      personal: { case: label, actor: `Resource${line}`, key: `${label}-${line}` },
      occurredAt: { at: '2011-10-11T13:45:40.276000+02:00', basis: 'imported' },
    })
  }
  return id
}

test('a journal is listed by its foreign case id and tells its lines like a case', async () => {
  const id = await imported('case-10011', 3)
  const file = await projected(ledger)
  const journal = {
    id,
    source: 'opalexe',
    label: 'case-10011',
    entries: 3,
    firstAt: new Date(ledger.now - 2000).toISOString(),
    lastAt: new Date(ledger.now).toISOString(),
  }
  expect(getJournal(file, id)).toEqual(journal)
  expect(listJournals(file, page)).toEqual({ items: [journal] })
  expect(timeline(file, EVERYTHING, `journal-${id}`, page)!.items[0]).toMatchObject({
    revision: 2,
    actor: { name: 'Resource2', role: 'externe' },
    occurredAt: { at: '2011-10-11T13:45:40.276000+02:00', basis: 'imported' },
  })
})

test('pages and searches journals, apart from cases', async () => {
  const ids = [await imported('case-1', 1), await imported('case-2', 1), await imported('autre', 1)]
  const file = await projected(ledger)
  const { items, next } = listJournals(file, page)
  expect(items.map(({ id }) => id)).toEqual([ids[2], ids[1]])
  expect(listJournals(file, { ...page, cursor: next }).items.map(({ id }) => id)).toEqual([ids[0]])
  expect(searchJournals(file, 'CASE-2', page).items.map(({ id }) => id)).toEqual([ids[1]])
  expect(searchJournals(file, 'case', { limit: 1 }).next).toBeDefined()
  expect(searchJournals(file, 'inconnu', page)).toEqual({ items: [] })
})

test('a journal is none of a case member’s business', async () => {
  const id = await imported('case-1', 1)
  expect(timeline(await projected(ledger), STRANGER, `journal-${id}`, page)).toBeUndefined()
})
