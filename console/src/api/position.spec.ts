import { position } from './position.ts'

const HEADER = 'Contremarque-Position'

/** One request through the client and its answer; tells for which position it asked. */
async function ask(status: number, told?: string): Promise<string | undefined> {
  const request = { headers: headers() }
  await position.onRequest!({ request } as never)
  const response = { status, headers: headers(told) }
  await position.onResponse!({ request, response } as never)
  return request.headers.get(HEADER) ?? undefined
}

/** As much of `Headers` as is used: jsdom has none. */
function headers(told?: string) {
  const kept = new Map(told === undefined ? [] : [[HEADER, told]])
  return {
    get: (name: string) => kept.get(name) ?? null,
    set: (name: string, value: string) => kept.set(name, value),
    has: (name: string) => kept.has(name),
  }
}

test('a read asks for what was written last, until a server says that it means nothing there', async () => {
  expect(await ask(200)).toBeUndefined()
  expect(await ask(201, 'first')).toBeUndefined()
  expect(await ask(200)).toBe('first')
  expect(await ask(503)).toBe('first')
  expect(await ask(201, 'second')).toBe('first')
  expect(await ask(400)).toBe('second')
  expect(await ask(200)).toBeUndefined()
})
