import { erasureTable, heldDataTable } from './held-data-table.ts'

const erasure = {
  id: '00000000-0000-8000-8000-000000000001',
  at: '2026-06-21T08:00:00.000Z',
  by: 'dpo' as const,
  basis: 'gdpr-17',
  values: 3,
  reference: '=HYPERLINK("x"), line',
  decision: null,
  person: null,
  place: 'case' as const,
  case: '00000000-0000-8000-8000-000000000002',
  state: 'stamped' as const,
}

test('each field held is a line, and no cell is a formula to a spreadsheet', () => {
  const table = heldDataTable({
    person: erasure.id,
    name: 'Nadia Benali',
    openings: 4,
    places: [
      {
        place: 'case',
        case: erasure.case,
        state: 'closed',
        roles: ['partie'],
        openings: 4,
        fields: [
          { field: 'name', count: 1 },
          { field: 'address', count: 3 },
        ],
        firstAt: erasure.at,
        lastAt: erasure.at,
      },
    ],
    erasures: [erasure],
  })
  const lines = table.split('\r\n')
  expect(table.startsWith('\ufeffwhat,place,case,')).toBe(true)
  expect(lines[2]).toBe(`held,case,${erasure.case},partie,address,3,${erasure.at},${erasure.at},,,`)
  expect(lines[3]).toContain(`,gdpr-17,"'=HYPERLINK(""x""), line",`)
  expect(lines).toHaveLength(5)
})

test('the register is the same table, without what is held', () => {
  expect(erasureTable([erasure]).split('\r\n')).toHaveLength(3)
})
