import { projected } from '../../test/projected.js'
import { EXPERT, JUDGE, LAWYER, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getCase, listCases, searchCases } from './case-queries.js'
import { personName } from './person-queries.js'
import type { ReadModelFile } from './read-model-file.js'
import { timeline } from './timeline-queries.js'
import { EVERYTHING } from './viewer.js'

const page = { limit: 10 }
let ledger: TestLedger
let first: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  first = new TestCase(ledger)
  await first.order()
})

function found(file: ReadModelFile, text: string, viewer = EXPERT): string[] {
  return searchCases(file, viewer, text, page, ledger.now).items.map(({ id }) => id)
}

test('a case shows its order, its actors and where it stands', async () => {
  await first.begin()
  const file = await projected(ledger)
  expect(getCase(file, JUDGE, first.id, ledger.now)).toMatchObject({
    id: first.id,
    number: '24/01234',
    court: 'Tribunal judiciaire de Rennes',
    expert: 'Dr Hélène Aubry',
    controlJudge: 'Claire Vasseur',
    state: 'open',
    orderedOn: '2026-03-02',
    reportDueOn: '2026-09-30',
    zone: 'Europe/Paris',
    mission: ['Examiner la demanderesse', 'Décrire les lésions'],
    parties: [
      { name: 'Claire Vasseur', role: 'magistrat' },
      { name: 'Dr Hélène Aubry', role: 'expert', id: first.actor(EXPERT) },
      { name: 'Me Sophie Lambert', role: 'avocat' },
    ],
    consignation: { amountCents: 300_000, dueOn: '2026-04-01', immediateStart: false },
    integrity: { entries: 8, sealed: 0, stamped: 0, stampedUpTo: null },
    self: first.actor(JUDGE),
    alerts: [],
  })
})

test('whoever was not added finds no case, by list, search or id', async () => {
  const file = await projected(ledger)
  expect(listCases(file, STRANGER, page, ledger.now)).toEqual({ items: [] })
  expect(found(file, 'Rennes', STRANGER)).toEqual([])
  expect(getCase(file, STRANGER, first.id, ledger.now)).toBeUndefined()
  expect(listCases(file, EVERYTHING, page, ledger.now).items).toHaveLength(1)
})

test('search ignores accents, case and ligatures, and takes every word by its beginning', async () => {
  await first.deposit('Compte rendu opératoire')
  const file = await projected(ledger)
  for (const text of ['medicale', 'COEUR', 'cœur', '24/01234', 'aubry renn', 'operatoi']) {
    expect([text, found(file, text)]).toEqual([text, [first.id]])
  }
  for (const text of ['medicale dupont', '24/99999', '" OR *', '*', 'facets:case']) {
    expect([text, found(file, text)]).toEqual([text, []])
  }
})

test('a case added to later becomes visible to the person added', async () => {
  await first.add(STRANGER, 'sapiteur', 'Dr Yann Le Goff')
  const file = await projected(ledger, 2)
  expect(found(file, 'le goff', STRANGER)).toEqual([first.id])
  expect(getCase(file, STRANGER, first.id, ledger.now)?.self).toBe(first.actor(STRANGER))
})

test('who was removed sees the case no more by list, search or id; the others still see him', async () => {
  await first.remove(LAWYER, 'avocat')
  const file = await projected(ledger, 2)
  expect(listCases(file, LAWYER, page, ledger.now).items).toEqual([])
  expect(found(file, 'Rennes', LAWYER)).toEqual([])
  expect(getCase(file, LAWYER, first.id, ledger.now)).toBeUndefined()
  expect(timeline(file, LAWYER, first.stream, page)).toBeUndefined()
  expect(getCase(file, JUDGE, first.id, ledger.now)?.parties).toMatchObject([
    { role: 'magistrat', removedAt: null },
    { role: 'expert', removedAt: null },
    { role: 'avocat', name: 'Me Sophie Lambert', removedAt: expect.any(String) },
  ])
  expect(timeline(file, JUDGE, first.stream, page)?.items[0]).toMatchObject({
    type: 'ActorRemoved',
    personal: { reason: 'parti' },
    names: { [first.actor(LAWYER)]: 'Me Sophie Lambert' },
  })
  expect(personName(file, LAWYER)).toBe('Me Sophie Lambert')
})

test('who is left in another role, or is added again, sees the case', async () => {
  await first.add(LAWYER, 'tiers', 'Me Sophie Lambert')
  await first.remove(LAWYER, 'avocat')
  const still = await projected(ledger)
  expect(found(still, 'Rennes', LAWYER)).toEqual([first.id])
  await first.remove(LAWYER, 'tiers')
  const gone = await projected(ledger)
  expect(found(gone, 'Rennes', LAWYER)).toEqual([])
  await first.add(LAWYER, 'avocat', 'Me Sophie Lambert')
  const again = await projected(ledger)
  expect(getCase(again, LAWYER, first.id, ledger.now)?.self).toBe(first.actor(LAWYER))
  expect(found(again, 'Rennes', LAWYER)).toEqual([first.id])
})

test('an expert removed before his report is to be replaced; nothing is owed to him any more', async () => {
  await first.begin()
  await first.deposit('IRM')
  await first.remove(EXPERT, 'expert')
  const vacant = getCase(await projected(ledger), JUDGE, first.id, ledger.now)
  expect(vacant).toMatchObject({ state: 'vacant', expert: 'Dr Hélène Aubry', alerts: [] })
  await first.add(STRANGER, 'expert', 'Dr Yann Le Goff')
  const replaced = getCase(await projected(ledger), JUDGE, first.id, ledger.now)
  expect(replaced).toMatchObject({ state: 'ordered', expert: 'Dr Yann Le Goff' })
})

test('lists by last activity, page by page, nothing lost or doubled', async () => {
  const cases = [first]
  for (let i = 0; i < 6; i++) {
    const next = new TestCase(ledger)
    await next.order(`25/0000${i}`)
    cases.push(next)
  }
  await first.begin()
  await cases[2]!.record({ type: 'CaseConsulted', data: { purpose: 'audit' } })
  const file = await projected(ledger)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { items, next } = listCases(file, LAWYER, { limit: 3, cursor }, ledger.now)
    seen.push(...items.map(({ id }) => id))
    cursor = next
  } while (cursor !== undefined)
  const [latest, ...others] = cases
  expect(seen).toEqual([latest!.id, ...others.reverse().map(({ id }) => id)])
})

test('alerts tell what is pending, bounced, unopened, refused and overdue at the court', async () => {
  const document = await first.deposit('IRM')
  await first.notify(document, 'bounced')
  const refusal = { action: 'DepositDocument', code: 'REPORT_FILED', rule: 'R33' }
  await first.record({ type: 'ActionRefused', data: refusal })
  const file = await projected(ledger)
  const lastMinute = Date.parse('2026-09-30T21:59:59Z')
  const codes = (now: number) => getCase(file, JUDGE, first.id, now)!.alerts.map(({ code }) => code)
  expect(codes(lastMinute)).toEqual([
    'NOTICE_BOUNCED',
    'DOCUMENT_UNOPENED',
    'ACTION_REFUSED',
    'CONSIGNATION_PENDING',
  ])
  expect(codes(lastMinute + 1000)).toContain('REPORT_OVERDUE')
})

test('filters by state and by alert', async () => {
  const second = new TestCase(ledger)
  await second.order('25/00001')
  await second.begin()
  const file = await projected(ledger)
  const ids = (filter: object) =>
    listCases(file, JUDGE, { ...page, ...filter }, ledger.now).items.map(({ id }) => id)
  expect(ids({ state: 'open' })).toEqual([second.id])
  expect(ids({ alert: 'CONSIGNATION_PENDING' })).toEqual([first.id])
  expect(ids({ state: 'open', alert: 'CONSIGNATION_PENDING' })).toEqual([])
})

test('a cursor that no page gave is refused', async () => {
  const file = await projected(ledger)
  const list = () => listCases(file, JUDGE, { limit: 3, cursor: 'bm9wZQ' }, ledger.now)
  expect(list).toThrow(expect.objectContaining({ code: 'CURSOR_MALFORMED' }))
})
