import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { mountOptions, plain } from '../../test/mount-options.ts'
import LoginRefusal from './LoginRefusal.vue'

const source = join(import.meta.dirname, '../../../api/src/http/problem-types.ts')
const named = /^ {2}((?:CERTIFICATE|OCSP|OIDC|REVOCATION)_[A-Z_]+|SUBJECT_UNBOUND): /gm
const codes = [...readFileSync(source, 'utf8').matchAll(named)]
const said = (code: string, language: 'en' | 'fr' = 'fr') =>
  plain(mount(LoginRefusal, { props: { code }, ...mountOptions(language) }).text())

test('every way in which a login fails has its own words in both languages', () => {
  expect(codes.length).toBeGreaterThan(28)
  for (const language of ['en', 'fr'] as const) {
    const words = codes.map(([, code]) => said(code!, language))
    expect(new Set([...words, said('UNHEARD_OF', language)]).size).toBe(codes.length + 1)
  }
})

test.each(['<b>x</b>', 'title', 'OIDC_REFUSED.x', '__proto__', ''])(
  'T-42 the address’s %j is no code and is not repeated',
  (code) => {
    expect(said(code)).toBe(said('UNHEARD_OF'))
  },
)
