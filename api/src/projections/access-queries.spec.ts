import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import { projected } from '../../test/projected.js'
import { EXPERT, FIRST, JUDGE, LAST, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { listAccesses, listReaders } from './access-queries.js'

const page = { limit: 10 }
let ledger: TestLedger
let played: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
  await played.order()
})

/** A session in which one screen was looked at. */
async function session(person: string, role: Role, screen: string): Promise<void> {
  const stream = `console-${person}`
  const id = randomUUID()
  const by = { stream, person, role } as const
  await ledger.record({ ...by, type: 'ConsoleSessionOpened', data: { session: id } })
  await ledger.record({ ...by, type: 'ConsoleConsulted', data: { screen, purpose: 'audit' } })
  const end = { session: id, from: FIRST, until: LAST, reads: 1, cause: 'closed' }
  await ledger.record({ stream, type: 'ConsoleSessionEnded', data: end })
}

test('each beginning has the end that names it, among several of one case', async () => {
  await played.consult(EXPERT, 'expert')
  const open = { type: 'CaseConsulted', person: EXPERT, role: 'expert' } as const
  await played.record({ ...open, data: { purpose: 'evidence' } })
  await played.consult(JUDGE, 'magistrat')
  const file = await projected(ledger, 3)
  const asked = { person: EXPERT, roles: ['expert'], ...page } as const
  expect(listAccesses(file, EXPERT, asked).items).toMatchObject([
    { kind: 'case', purpose: 'evidence', lastAt: null, reads: null },
    { kind: 'case', purpose: 'audit', lastAt: LAST, reads: 3, case: { id: played.id } },
  ])
})

test('what was read in one role is apart from what was read in another', async () => {
  await session(EXPERT, 'expert', 'cases')
  await session(EXPERT, 'auditeur', 'journals')
  await session(STRANGER, 'avocat', 'cases')
  const file = await projected(ledger)
  const seen = (roles: readonly Role[]) =>
    listAccesses(file, JUDGE, { person: EXPERT, roles, ...page }).items.map(({ kind, role }) => [
      kind,
      role,
    ])
  expect(seen(['auditeur'])).toEqual([
    ['screen', 'auditeur'],
    ['session', 'auditeur'],
  ])
  expect(seen(['auditeur', 'expert'])).toHaveLength(4)
  expect(seen([])).toEqual([])
  const readers = (roles: readonly Role[]) =>
    listReaders(file, roles, page).items.map(({ person }) => person)
  expect(readers(['auditeur'])).toEqual([EXPERT])
  expect(readers(['avocat', 'auditeur', 'expert'])).toEqual([STRANGER, EXPERT])
  expect(readers([])).toEqual([])
})

test('a case is named to who is in it now, whoever read it', async () => {
  await played.consult(EXPERT, 'expert')
  const asked = { person: EXPERT, roles: ['expert'], ...page } as const
  const before = await projected(ledger)
  for (const viewer of [EXPERT, JUDGE]) {
    expect(listAccesses(before, viewer, asked).items).toMatchObject([
      { case: { id: played.id, number: '24/01234' }, entry: expect.any(String) },
    ])
  }
  expect(listAccesses(before, STRANGER, asked).items).toMatchObject([{ case: null, entry: null }])
  await played.remove(EXPERT, 'expert')
  const after = await projected(ledger)
  expect(listAccesses(after, EXPERT, asked).items).toMatchObject([{ case: null, entry: null }])
})
