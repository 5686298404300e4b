import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { personaOf } from '../src/identity/personas.js'
import { eventually } from './eventually.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

const lines: string[] = []
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(...chunk.toString().split('\n').slice(0, -1))
    done()
  },
})
let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  world = await httpWorld({ logLevel: 'debug' }, pino({ level: 'debug' }, sink))
  await world.listen()
  judge = await world.as('magistrat')
})

afterAll(() => world.close())

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly additionalProperties?: unknown
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>
    >
  >
}

test('T-72 no body of the interface takes a member that it does not name, at any depth', async () => {
  const document = (
    await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })
  ).json<Document>()
  const open: string[] = []
  let seen = 0
  const visit = (schema: Schema, place: string, above: readonly string[]): void => {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split('/').at(-1)!
      if (!above.includes(name)) visit(document.components.schemas[name]!, name, [...above, name])
      return
    }
    if (schema.properties !== undefined && !place.startsWith('form ')) {
      seen++
      if (schema.additionalProperties !== false) open.push(place)
    }
    for (const [name, each] of Object.entries(schema.properties ?? {}))
      visit(each, `${place}.${name}`, above)
    for (const each of [
      ...(schema.anyOf ?? []),
      ...(schema.oneOf ?? []),
      ...(schema.allOf ?? []),
      ...(schema.items === undefined ? [] : [schema.items]),
    ])
      visit(each, place, above)
  }
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { requestBody } of Object.values(methods)) {
      for (const [type, { schema }] of Object.entries(requestBody?.content ?? {}))
        visit(schema, type === 'application/json' ? path : `form ${path}`, [])
    }
  }
  expect(open).toEqual([])
  expect(seen).toBeGreaterThan(20)
})

test.each([
  ['/session', { persona: personaOf('tiers').id }],
  ['/session/terms', { version: '2025-1', sha256: '0'.repeat(64) }],
  ['/cases', order()],
  ['/cases/search', { text: 'x' }],
  [`/cases/${randomUUID()}/actions`, { kind: 'NotifyDesignation' }],
  ['/persons', { role: 'expert', name: 'x', address: null }],
])('T-72 %s: who asks, in what role and when is not for the body to say', async (path, body) => {
  const administrator = await world.as('administrateur')
  const caller = path === '/persons' ? administrator : judge
  for (const member of ['role', 'actor', 'person', 'id', 'recordedAt', 'isAdmin', 'toString']) {
    if (Object.hasOwn(body, member)) continue
    const answer = await caller.post(path, { ...body, [member]: 'administrateur' })
    expect([member, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      member,
      400,
      'BODY_INVALID',
    ])
  }
  const json = { 'content-type': 'application/json' }
  for (const poison of ['"__proto__":{"role":"x"}', '"constructor":{"prototype":{"role":"x"}}']) {
    const text = JSON.stringify(body).replace('{', `{${poison},`)
    expect((await caller.post(path, Buffer.from(text), json)).statusCode).toBe(400)
  }
  expect(({} as { role?: string }).role).toBeUndefined()
})

test('T-72 a query takes no parameter that it does not name', async () => {
  const answer = await judge.get(`/cases?person=${personaOf('expert').id}`)
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'BODY_INVALID'])
})

const odd = {
  'a decomposed letter': 'A\u030a',
  'a lone surrogate': 'x\ud800y',
  'a NUL': 'a\u0000b',
  'letters that grow when composed': '\u{1d160}'.repeat(30),
}
test.each(
  Object.entries(odd).flatMap(([name, text]) => [
    [name, '/cases/search', { text }],
    [name, '/cases', order({ zone: text })],
    [name, '/cases', order({ subject: text })],
    [name, '/session/terms', { version: text, sha256: '0'.repeat(64) }],
    [
      name,
      `/persons/${personaOf('tiers').id}/credentials`,
      { method: 'oidc', issuer: `https://issuer.example/${text}`, subject: text },
    ],
  ]),
)('text with %s sent to %s is taken composed, or refused', async (_, path, body) => {
  const caller = await world.as(path.startsWith('/persons') ? 'administrateur' : 'magistrat')
  const answer = await caller.post(path, body)
  const { code } = answer.json<{ code?: string }>()
  expect([200, 201, 400]).toContain(answer.statusCode)
  expect([undefined, 'BODY_INVALID']).toContain(code)
})

test('text that would turn the direction of our own sentence does not', async () => {
  const ordered = await judge.post(
    '/cases',
    order({ subject: '\u202aLe \u202etaf\u2066', court: 'Valmont' }),
  )
  const { case: id } = ordered.json<{ case: string }>()
  const shown = await eventually(async () => {
    const answer = await judge.get(`/cases/${id}`)
    return answer.statusCode === 200 && answer.json<{ subject: string }>()
  })
  expect(shown.subject).toBe('Le taf')
  const nothing = await judge.post('/cases', order({ subject: '\u202e\u202c ' }))
  expect([nothing.statusCode, nothing.json<{ code: string }>().code]).toEqual([400, 'BODY_INVALID'])
})

test('what is searched for is found however its accents are typed', async () => {
  await judge.post('/cases', order({ subject: 'Fièvre à Évreux' }))
  const search = async (text: string) => {
    const answer = await judge.post('/cases/search', { text })
    return answer.json<{ items: { subject: string }[] }>().items.map(({ subject }) => subject)
  }
  await eventually(async () => (await search('Évreux')).length > 0)
  expect(await search('Évreux'.normalize('NFD'))).toEqual(['Fièvre à Évreux'])
})

test('T-73 nothing of a request is written into the log: no line is made up, none says what was sent', async () => {
  const before = lines.length
  const evil = 'INJECTED\r\n{"level":60,"msg":"INJECTED"}\u001b[31m\u2028'
  const path = encodeURIComponent(evil)
  await judge.get(`/cases/${path}`)
  await judge.get(`/${path}`)
  await judge.get(`/cases?cursor=${path}`)
  await judge.get('/cases', { 'user-agent': 'INJECTED {"level":60}', referer: 'INJECTED' })
  await judge.post('/cases/search', { text: evil })
  await judge.post('/cases', order({ subject: evil, court: 'INJECTED' }))
  await judge.post('/cases', { kind: evil })
  await judge.post('/cases', Buffer.from(evil), { 'content-type': 'application/json' })
  await judge.post('/cases', order(), { 'idempotency-key': 'INJECTED-INJECTED' })
  await judge.deposit(randomUUID(), { kind: evil }, Buffer.from(evil))
  await world.anonymous.get('/session', { cookie: `contremarque-session=INJECTED; ${path}` })
  expect(lines.length).toBeGreaterThan(before + 10)
  for (const line of lines) {
    expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(line).not.toContain('INJECTED')
  }
})
