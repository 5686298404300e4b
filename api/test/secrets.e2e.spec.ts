import { createHash, randomUUID } from 'node:crypto'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  world = await httpWorld({ rateLimit: 6000 })
  judge = await world.as('magistrat')
}, 60_000)

afterAll(() => world.close())

test('T-76 no table is asked by what a caller keeps secret: what looking up takes tells nothing of it', async () => {
  const token = judge.credentials['cookie']!.split('=')[1]!
  const key = `secret-${randomUUID()}`
  const asked = await tablesAskedBy(async () => {
    const recorded = await judge.post('/cases', order(), { 'idempotency-key': key })
    expect(recorded.statusCode).toBe(201)
    const again = await judge.post('/cases', order(), { 'idempotency-key': key })
    expect(again.json()).toMatchObject({ repeated: true })
    const other = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    const guessed = await world.anonymous.get('/session', {
      cookie: `contremarque-session=${other}`,
    })
    expect(guessed.statusCode).toBe(401)
  })
  expect(asked).toContain(createHash('sha256').update(token).digest('hex'))
  for (const secret of [token, key, token.slice(0, -1)]) {
    expect(asked.filter((each) => each.includes(secret))).toEqual([])
  }
})

/** Every text by which a map or a set is asked meanwhile, anywhere in the process. */
async function tablesAskedBy(use: () => Promise<void>): Promise<string[]> {
  const asked: string[] = []
  const methods = [
    [Map.prototype, 'get'],
    [Map.prototype, 'has'],
    [Set.prototype, 'has'],
  ] as const
  const restore = methods.map(([prototype, name]) => {
    const table = prototype as unknown as Record<string, (key: unknown) => unknown>
    const original = table[name]!
    table[name] = function (this: unknown, key) {
      if (typeof key === 'string') asked.push(key)
      return original.call(this, key)
    }
    return () => (table[name] = original)
  })
  try {
    await use()
  } finally {
    for (const back of restore) back()
  }
  return asked
}
