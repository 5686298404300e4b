import { readFileSync } from 'node:fs'
import { eventDataProblem, eventTypes, findEventType, mayCommit } from './event-types.ts'

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')

function rowsOfPage(): readonly string[][] {
  const rows = page
    .split('\n')
    .filter((line) => /^\| `[A-Z]\w+` *\|.*\|.*\|.*\|.*\|.*\|.*\|$/.test(line))
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function cells(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' ')
}

test('docs/events.md says what the catalogue says, no type more, no type less', () => {
  const expected = eventTypes.map((each) => [
    cells([each.type]),
    String(each.typeVersion),
    each.label.fr,
    each.label.en,
    each.legallyDated ? 'yes' : '',
    cells(Object.keys(each.data.members)),
    cells(each.committed),
  ])
  const byType = (a: string[], b: string[]) => (a[0]! < b[0]! ? -1 : 1)
  expect([...rowsOfPage()].sort(byType)).toEqual(expected.sort(byType))
})

test('deposit, availability, notice, opening and notification are stamped at once', () => {
  const dated = eventTypes.filter(({ legallyDated }) => legallyDated).map(({ type }) => type)
  expect(dated.sort()).toEqual([
    'ConsignationNotified',
    'DesignationNotified',
    'DocumentDeposited',
    'DocumentMadeAvailable',
    'DocumentOpened',
    'NoticeBounced',
    'NoticeDelivered',
    'NoticeSent',
    'PreReportFiled',
    'ReportFiled',
  ])
})

test('a type has consecutive versions from 1, and an unknown one is not found', () => {
  for (const { type, typeVersion } of eventTypes) {
    expect(findEventType(type, typeVersion)?.typeVersion).toBe(typeVersion)
    expect(findEventType(type, 99)).toBeUndefined()
  }
  expect(findEventType('MeetingHeld', 1)).toBeUndefined()
})

test('committed fields are sorted, and never clear members as well', () => {
  for (const { committed, data } of eventTypes) {
    expect(committed).toEqual([...committed].sort())
    expect(committed.filter((field) => Object.hasOwn(data.members, field))).toEqual([])
  }
})

test('a member too many, too few or of another kind is named', () => {
  const opened = findEventType('DocumentOpened', 1)!
  const document = '00000000-0000-8000-8000-000000000001'
  expect(eventDataProblem(opened, { document, first: true })).toBeNull()
  expect(eventDataProblem(opened, { document })).toBe('first: missing')
  expect(eventDataProblem(opened, { document, first: 'yes' })).toBe('first: expected true or false')
  expect(eventDataProblem(opened, { document, first: true, name: 'x' })).toBe('unknown member name')
})

test('an imported line commits its rows and nothing outside the list', () => {
  const imported = findEventType('JournalEntryImported', 1)!
  expect(['row.channel', 'actor'].every((field) => mayCommit(imported, field))).toBe(true)
  expect(['rows', 'name'].some((field) => mayCommit(imported, field))).toBe(false)
})
