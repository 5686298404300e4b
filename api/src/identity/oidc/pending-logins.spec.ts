import { PendingLogins } from './pending-logins.js'

const login = { issuer: 'local', state: 's', nonce: 'n', verifier: 'v', returnTo: '/' }

test('T-42 a login is kept by the digest of 256 random bits, and taken once', () => {
  const logins = new PendingLogins()
  const { token } = logins.keep(login)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(JSON.stringify([...(logins['kept'] as Map<string, unknown>)])).not.toContain(token)
  expect(logins.take(token)).toMatchObject(login)
  expect(logins.take(token)).toBeUndefined()
})

test('T-42 a login is over after ten minutes', () => {
  let now = 0
  const logins = new PendingLogins(() => now)
  const [first, second] = [logins.keep(login), logins.keep(login)]
  expect(first.expiresAt).toBe(600_000)
  now = 599_999
  expect(logins.take(first.token)).toBeDefined()
  now = 600_000
  expect(logins.take(second.token)).toBeUndefined()
})

test('T-23 more logins than a node keeps are refused until the oldest are over', () => {
  let now = 0
  const logins = new PendingLogins(() => now)
  for (let i = 0; i < 10_000; i++) logins.keep(login)
  expect(() => logins.keep(login)).toThrow(expect.objectContaining({ code: 'TOO_MANY_LOGINS' }))
  now = 600_000
  expect(logins.keep(login)).toBeDefined()
})

test.each(['', 'x', 'A'.repeat(43), '../../etc/passwd'])('the token %j finds no login', (token) => {
  const logins = new PendingLogins()
  logins.keep(login)
  expect(logins.take(token)).toBeUndefined()
})
