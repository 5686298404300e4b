import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from './settings.js'

const CONTREMARQUE_POSTGRES_URL = 'postgres://ledger@db.example.fr/registre'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('PostgreSQL is named by an address, with password and authority in files', () => {
  const CONTREMARQUE_POSTGRES_PASSWORD_FILE = file('password', 'p@ss word\n')
  const ca = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'
  const CONTREMARQUE_POSTGRES_CA_FILE = file('ca.crt', ca)
  const settings = readSettings({
    CONTREMARQUE_POSTGRES_URL,
    CONTREMARQUE_POSTGRES_PASSWORD_FILE,
    CONTREMARQUE_POSTGRES_CA_FILE,
  })
  expect(settings.postgres).toEqual({
    host: 'db.example.fr',
    port: 5432,
    user: 'ledger',
    database: 'registre',
    password: 'p@ss word',
    ca,
  })
})

test.each([
  ['postgres://ledger:secret-value@db/registre', /carries a password/],
  ['postgres://ledger@db/registre?password=secret-value', /carries parameters/],
  ['postgres://db/registre', /expected postgres:/],
  ['postgres://ledger@db', /expected postgres:/],
  ['postgres://ledger@db/a/b', /expected postgres:/],
  ['postgres:///registre', /expected postgres:/],
  ['http://ledger@db/registre', /expected postgres:/],
  ['secret-value', /expected postgres:/],
])('T-21 the address %j is refused without being repeated', (url, message) => {
  expect(() => readSettings({ CONTREMARQUE_POSTGRES_URL: url })).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_MALFORMED',
      message: expect.stringMatching(message),
    }),
  )
  expect(() => readSettings({ CONTREMARQUE_POSTGRES_URL: url })).not.toThrow(/secret-value/)
})

test('a password or an authority without an address is a mistake, and so is a file of another kind', () => {
  const malformed = expect.objectContaining({ code: 'SETTINGS_MALFORMED' })
  const path = file('anything', 'no certificate')
  expect(() => readSettings({ CONTREMARQUE_POSTGRES_PASSWORD_FILE: path })).toThrow(malformed)
  const CONTREMARQUE_POSTGRES_CA_FILE = path
  expect(() => readSettings({ CONTREMARQUE_POSTGRES_CA_FILE })).toThrow(malformed)
  expect(() => readSettings({ CONTREMARQUE_POSTGRES_URL, CONTREMARQUE_POSTGRES_CA_FILE })).toThrow(
    malformed,
  )
  const missing = join(folder, 'missing')
  const withPassword = {
    CONTREMARQUE_POSTGRES_URL,
    CONTREMARQUE_POSTGRES_PASSWORD_FILE: missing,
  }
  expect(() => readSettings(withPassword)).toThrow(malformed)
})

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
