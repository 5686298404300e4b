import { freePort } from '../../../../test/free-port.js'
import { usersDoor } from '../../../test/users-door.js'
import { keepUser } from './users.js'

type Door = Awaited<ReturnType<typeof usersDoor>>

const administrator = { username: 'admin', password: 'x' }
const writer = { username: 'ledger', password: 'y' }
const open: Door[] = []

async function door(status?: number, text?: string): Promise<Door> {
  const opened = await usersDoor(status, text)
  open.push(opened)
  return opened
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

function keepAt(...ports: readonly number[]): Promise<boolean> {
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',')
  return keepUser(`esdb://${hosts}?tls=false`, administrator, writer)
}

test('a host that is away, and one that cannot answer, are passed over: the next makes the user', async () => {
  const [starting, whole] = [await door(503), await door()]
  expect(await keepAt(await freePort(), starting.port, whole.port)).toBe(true)
  expect([starting.asked, whole.asked]).toEqual([
    ['GET /users/ledger'],
    ['GET /users/ledger', 'POST /users/'],
  ])
})

test('who is refused by one host is asked for at no other', async () => {
  const [refusing, other] = [await door(401), await door()]
  await expect(keepAt(refusing.port, other.port)).rejects.toMatchObject({ code: 'STORE_DENIED' })
  expect(other.asked).toEqual([])
})

test('all hosts away: unavailable, with what the first says', async () => {
  const [one, two] = [await freePort(), await door(503)]
  await expect(keepAt(one, two.port)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
})

test('a user that is there already, in no group or one of the operator’s own, is kept', async () => {
  for (const groups of [[], ['registry']]) {
    const there = await door(200, JSON.stringify({ data: { groups } }))
    expect(await keepAt(there.port)).toBe(false)
    expect(there.asked).toEqual(['GET /users/ledger'])
  }
})

test.each([[['$ops']], [['$admins']], [['registry', '$ops', '$admins']]])(
  'T-04 a user of %j is no writer: refused with the groups to take it out of',
  async (groups) => {
    const there = await door(200, JSON.stringify({ data: { groups } }))
    const named = groups.filter((group) => group.startsWith('$')).join(', ')
    await expect(keepAt(there.port)).rejects.toMatchObject({
      code: 'STORE_SETTINGS_INVALID',
      message: expect.stringMatching(
        RegExp(`ledger is of ${named.replaceAll('$', '[$]')}:`),
      ) as string,
    })
  },
)

test.each([
  ['nothing', ''],
  ['what is no JSON', '<html>'],
  ['no groups', '{"data":{}}'],
  ['groups that are none', '{"data":{"groups":"$ops"}}'],
  ['more than a user is', JSON.stringify({ data: { groups: [] }, more: 'x'.repeat(100_000) })],
])(
  'T-04 a server that tells %s of a user is not taken to say that it is in no group',
  async (_, text) => {
    const there = await door(200, text)
    await expect(keepAt(there.port)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('groups') as string,
    })
  },
)
