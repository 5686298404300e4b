/** @jest-environment node */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askedPage } from './asked-page.ts'

/** The console meets the API at HTTP only: its rule is compared with the source as text. */
const api = join(import.meta.dirname, '../../../api/src/identity/oidc')
const rule = (source: string) =>
  [.../ PAGE = .*|const isPage = .*/g[Symbol.matchAll](source)].map(([line]) => line)

test('the rule is that of the server, for the same addresses', () => {
  const here = rule(readFileSync(join(import.meta.dirname, 'asked-page.ts'), 'utf8'))
  expect(here).toHaveLength(2)
  expect(rule(readFileSync(join(api, 'console-page.ts'), 'utf8'))).toEqual(here)
})

test.each(['/', '/affaires', '/affaires/1/documents?tri=date#fin'])('%j is a page', (address) => {
  expect(askedPage(address)).toBe(address)
})

test.each([
  '//other.example',
  '/\\other.example',
  '/\t/other.example',
  '/..//other.example',
  'https://other.example',
  'javascript:alert(1)',
  '/api/v1/session',
  '',
  undefined,
  ['/affaires', '/journaux'],
])('T-42 %j is none', (address) => {
  expect(askedPage(address)).toBeUndefined()
})
