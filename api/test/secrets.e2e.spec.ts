import { createHash, randomUUID } from 'node:crypto'
import { StatementSync } from 'node:sqlite'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  world = await httpWorld({ rateLimit: 6000 })
  await world.listen()
  judge = await world.as('magistrat')
})

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

/** Every text by which a map, a set or a database is asked meanwhile, anywhere in the process. */
async function tablesAskedBy(use: () => Promise<void>): Promise<string[]> {
  const asked: string[] = []
  const restore = TABLES.map(([prototype, name]) => {
    const table = prototype as Record<string, (...keys: unknown[]) => unknown>
    const original = table[name]!
    table[name] = function (this: unknown, ...keys) {
      for (const key of keys) if (typeof key === 'string') asked.push(key)
      return original.apply(this, keys)
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

const TABLES: readonly (readonly [unknown, string])[] = [
  [Map.prototype, 'get'],
  [Map.prototype, 'has'],
  [Set.prototype, 'has'],
  ...['all', 'get', 'iterate', 'run'].map((name) => [StatementSync.prototype, name] as const),
]
