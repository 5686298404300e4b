import { readFileSync } from 'node:fs'
import { rightsPage } from './rights.js'

test('docs/rights.md is what the table of rights says: npm run rights', () => {
  const page = readFileSync(new URL('../../../docs/rights.md', import.meta.url), 'utf8')
  expect(page).toBe(rightsPage())
})
