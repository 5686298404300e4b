import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readSettings } from './settings.js'

test('an empty environment gives the documented defaults and no profile', () => {
  expect(readSettings({})).toEqual({
    data: resolve('data'),
    host: '127.0.0.1',
    port: 3000,
    profile: undefined,
    keyPassphrase: undefined,
    logLevel: 'info',
    rateLimit: 6000,
    connections: 256,
    sessions: { idle: 1_800_000, total: 14_400_000 },
    demo: true,
    tls: { port: 3443, isImplied: true, files: undefined, url: undefined },
    certificateAuthorities: undefined,
    eventStoreDb: undefined,
    postgres: undefined,
    oidc: undefined,
  })
})

test('T-25 one of the two variables is enough to say production', () => {
  expect(readSettings({ NODE_ENV: 'production' }).profile).toBe('production')
  expect(readSettings({ CONTREMARQUE_PROFILE: 'production' }).profile).toBe('production')
  const both = { NODE_ENV: 'production', CONTREMARQUE_PROFILE: 'development' }
  expect(readSettings(both).profile).toBe('production')
})

test('what does not fit is named, its value is not repeated', () => {
  const wrong = { CONTREMARQUE_PORT: 'secret-value', CONTREMARQUE_PROFILE: 'test' }
  expect(() => readSettings(wrong)).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_MALFORMED',
      message: expect.stringMatching(
        /^CONTREMARQUE_PORT: (?!.*secret-value).*CONTREMARQUE_PROFILE/s,
      ),
    }),
  )
})

test.each(['', ' ', '1e3', '0x10', '-1', '3000.5', ' 3000', '+1'])(
  'T-23 %p is no number of a variable, and turns no limit off',
  (text) => {
    for (const name of [
      'CONTREMARQUE_PORT',
      'CONTREMARQUE_TLS_PORT',
      'CONTREMARQUE_RATE_LIMIT',
      'CONTREMARQUE_CONNECTIONS',
      'CONTREMARQUE_SESSION_IDLE',
      'CONTREMARQUE_SESSION_LIFE',
    ]) {
      expect(() => readSettings({ [name]: text })).toThrow(
        expect.objectContaining({
          code: 'SETTINGS_MALFORMED',
          message: expect.stringContaining(`${name}: `) as string,
        }),
      )
    }
  },
)

test('T-21 the ledger is heard beyond this machine only where an address says so', () => {
  expect(readSettings({ CONTREMARQUE_HOST: '0.0.0.0' }).host).toBe('0.0.0.0')
  for (const CONTREMARQUE_HOST of ['', 'all', '127.0.0.1:80']) {
    expect(() => readSettings({ CONTREMARQUE_HOST })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^CONTREMARQUE_HOST: /) }),
    )
  }
})

test('the TLS port may be heard elsewhere than the plain one', () => {
  const heard = (env: Record<string, string>) => readSettings(env).tls?.host
  expect(heard({})).toBeUndefined()
  expect(heard({ CONTREMARQUE_HOST: '127.0.0.1', CONTREMARQUE_TLS_HOST: '0.0.0.0' })).toBe(
    '0.0.0.0',
  )
  expect(() => heard({ CONTREMARQUE_TLS_HOST: 'all' })).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^CONTREMARQUE_TLS_HOST: /) }),
  )
})

test('the passphrase of the keys comes from a file, from nowhere else beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contremarque-settings-'))
  try {
    const CONTREMARQUE_KEY_PASSPHRASE_FILE = join(folder, 'passphrase')
    writeFileSync(CONTREMARQUE_KEY_PASSPHRASE_FILE, 'secret value\n')
    expect(readSettings({ CONTREMARQUE_KEY_PASSPHRASE_FILE }).keyPassphrase).toBe('secret value')
    const both = { CONTREMARQUE_KEY_PASSPHRASE_FILE, CONTREMARQUE_KEY_PASSPHRASE: 'secret value' }
    expect(() => readSettings(both)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_MALFORMED',
        message: expect.stringMatching(/^(?!.*secret value).*expected one of them$/),
      }),
    )
    writeFileSync(CONTREMARQUE_KEY_PASSPHRASE_FILE, '\n')
    expect(() => readSettings({ CONTREMARQUE_KEY_PASSPHRASE_FILE })).toThrow(/is empty/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
