/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { axeViolations, shoot } from '../../test/page-checks.ts'
import { entryId } from './fixture/read-side.ts'
import { overflow, Reader } from './fixture/reader.ts'
import { CASE, JOURNAL } from './fixture/told-ledger.ts'

let reader: Reader
const paths: Record<string, string> = {
  cases: '/affaires',
  case: `/affaires/${CASE}`,
  deliveries: `/affaires/${CASE}/documents`,
  entry: '',
  journals: '/journaux',
  journal: `/journaux/${JOURNAL}`,
  ledger: '/registre',
  verify: '/verifier',
  nowhere: '/nulle-part',
  refused: '/affaires/00000000-0000-4000-8000-000000000000',
  session: '/session',
  terms: '/conditions',
}
const names = Object.keys(paths)

beforeAll(async () => {
  reader = await Reader.start()
  const deposit = reader.ledger.entries.find(
    ({ envelope }) => envelope.type === 'DocumentDeposited',
  )
  paths['entry'] = `/inscriptions/${entryId(deposit!)}`
}, 60_000)

afterAll(() => reader.stop())
afterEach(() => reader.closeAll())

test.each(names.flatMap((name) => [[name, 'light'] as const, [name, 'dark'] as const]))(
  'page %s, %s: axe finds nothing, the policy blocks nothing, nothing sticks out',
  async (name, theme) => {
    const { page, complaints } = await reader.open({ theme })
    await reader.goto(page, paths[name]!)
    await shoot(page, `${name}-${theme}`)
    expect(await axeViolations(page)).toEqual([])
    expect(complaints).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  },
  30_000,
)

test.each(names)(
  'page %s at 390 px, in English: axe finds nothing, nothing sticks out',
  async (name) => {
    const { page, complaints } = await reader.open({ width: 390, language: 'en' })
    await reader.goto(page, paths[name]!)
    await shoot(page, `${name}-390`)
    expect(await axeViolations(page)).toEqual([])
    expect(complaints).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  },
  30_000,
)
