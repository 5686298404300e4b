import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { publishedTerms, termsInForce } from './terms.js'

const texts = new URL('../../terms/', import.meta.url)

test('every text is the one whose digest was published, and no file is unpublished', () => {
  const files = readdirSync(texts).map((name) => {
    const sha256 = createHash('sha256')
      .update(readFileSync(new URL(name, texts)))
      .digest('hex')
    return { name, sha256 }
  })
  expect(files).toEqual(
    publishedTerms.map(({ version, sha256 }) => ({ name: `${version}.md`, sha256 })),
  )
})

test('each text says its version, in French first and then in English', () => {
  for (const { version } of publishedTerms) {
    const text = readFileSync(new URL(`${version}.md`, texts), 'utf8')
    const [french, english, ...more] = text.split('\n---\n')
    expect(french).toContain(`Version ${version}, en vigueur`)
    expect(english).toContain(`Version ${version}, in force`)
    expect(more).toEqual([])
  }
})

test('a version is in force from its first day until the next one is', () => {
  const [first, second] = publishedTerms
  expect(termsInForce(Date.parse('2020-01-01T00:00:00Z'))).toBe(first)
  expect(termsInForce(Date.parse('2024-12-31T23:59:59.999Z'))).toBe(first)
  expect(termsInForce(Date.parse('2025-01-01T00:00:00Z'))).toBe(second)
})
