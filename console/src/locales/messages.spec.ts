/** @jest-environment node */
import { readFileSync } from 'node:fs'
import { findingCodes } from '@contremarque/ledger'
import { english } from './english/messages.ts'
import { french } from './french/messages.ts'

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([key, each]) =>
    leaves(each, `${path}.${key}`),
  )
}

const said = { fr: leaves(french, ''), en: leaves(english, '') }
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

test('both languages say the same things', () => {
  expect(said.en.map(([path]) => path)).toEqual(said.fr.map(([path]) => path))
})

test('each message names the same values and counts alike in both languages', () => {
  for (const [index, [path, text]] of said.fr.entries()) {
    const [, other] = said.en[index]!
    const values = [...new Set(placeholders(other))]
    expect([path, values]).toEqual([path, [...new Set(placeholders(text))]])
    expect([path, other.split(' | ').length]).toEqual([path, text.split(' | ').length])
  }
})

test('messages are words, without stray signs of the message syntax', () => {
  for (const [path, text] of [...said.fr, ...said.en]) {
    expect([path, text.trim() === '']).toEqual([path, false])
    expect([path, /[@$%]|[|](?! )|(?<! )[|]/.test(text)]).toEqual([path, false])
  }
})

test('every finding of the verifier has its sentence', () => {
  expect(Object.keys(french.findings)).toEqual([...findingCodes])
  expect(Object.keys(english.findings)).toEqual([...findingCodes])
})

test('every alarm of the server has its sentence', () => {
  const file = new URL('../../../api/src/sealing/sealing-error.ts', import.meta.url)
  const codes = readFileSync(file, 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'$/gm)
  const known = Array.from(codes, ([, code]) => code)
  expect(known).toContain('LEDGER_ROLLED_BACK')
  expect(Object.keys(french.ledger.alarmWords)).toEqual(known)
  expect(Object.keys(english.ledger.alarmWords)).toEqual(known)
})

test('an actor is never said to have signed an entry', () => {
  for (const [, text] of said.fr) expect(text).not.toMatch(/signée? (par|de) l’acteur/i)
})

test('nothing is called qualified but to deny it', () => {
  for (const [, text] of [...said.fr, ...said.en])
    expect(text).not.toMatch(/(?<!non |non-)\bqualifi/i)
})
