import { freePort } from '../../../../test/free-port.js'
import { usersDoor } from '../../../test/users-door.js'
import { keepUser } from './users.js'

type Door = Awaited<ReturnType<typeof usersDoor>>

const administrator = { username: 'admin', password: 'x' }
const writer = { username: 'ledger', password: 'y' }
const open: Door[] = []

async function door(status?: number): Promise<Door> {
  const opened = await usersDoor(status)
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
