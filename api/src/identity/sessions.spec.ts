import { Sessions } from './sessions.js'

const identification = {
  person: {
    id: 'd0000000-0000-8000-8000-000000000001',
    role: 'magistrat',
    authentication: { method: 'development', validity: 'good', checkedAt: null },
    evidence: {},
  },
  roles: ['magistrat'],
  name: 'Claire Vasseur',
  title: 'Magistrate',
} as const

test('T-21 a token is 256 random bits, opens its session only, and is not kept', () => {
  const sessions = new Sessions()
  const first = sessions.open(identification)
  const second = sessions.open(identification)
  expect(Buffer.from(first.token, 'base64url')).toHaveLength(32)
  expect(sessions.find(first.token)).toBe(first.session)
  expect(sessions.find(second.token)).toBe(second.session)
  expect(JSON.stringify([...Object.values(sessions)])).not.toContain(first.token)
})

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(44), '../../etc/passwd'])(
  'the untrusted token %j finds nothing',
  (token) => {
    const sessions = new Sessions()
    sessions.open(identification)
    expect(sessions.find(token)).toBeUndefined()
  },
)

test('a session ends when told, and after its time', () => {
  let now = 0
  const sessions = new Sessions(() => now)
  const ended = sessions.open(identification)
  const expiring = sessions.open(identification)
  sessions.end(ended.session)
  expect(sessions.find(ended.token)).toBeUndefined()
  now = expiring.session.expiresAt - 1
  expect(sessions.find(expiring.token)).toBeDefined()
  now = expiring.session.expiresAt
  expect(sessions.find(expiring.token)).toBeUndefined()
})

test('more sessions than a node keeps are refused', () => {
  const sessions = new Sessions()
  for (let i = 0; i < 10_000; i++) sessions.open(identification)
  expect(() => sessions.open(identification)).toThrow(
    expect.objectContaining({ code: 'TOO_MANY_SESSIONS' }),
  )
})

test('T-21 every session of a person ends when what he is or has is taken away', () => {
  const sessions = new Sessions()
  const [first, second] = [sessions.open(identification), sessions.open(identification)]
  const other = sessions.open({
    ...identification,
    person: { ...identification.person, id: 'd0000000-0000-8000-8000-000000000002' },
  })
  sessions.endOf(identification.person.id)
  expect([first, second, other].map(({ token }) => sessions.find(token)?.id)).toEqual([
    undefined,
    undefined,
    other.session.id,
  ])
})

test('a session acts in another role of its person, in no other', () => {
  const sessions = new Sessions()
  const { token, session } = sessions.open({ ...identification, roles: ['magistrat', 'dpo'] })
  sessions.actAs(session, 'dpo')
  expect(sessions.find(token)).toMatchObject({ id: session.id, person: { role: 'dpo' } })
  expect(() => sessions.actAs(session, 'greffe')).toThrow(
    expect.objectContaining({ code: 'ROLE_NOT_HELD' }),
  )
})
