import { randomUUID } from 'node:crypto'
import { httpWorld, type Caller, type HttpWorld } from './http-world.js'
import { actsIn } from './told-story.js'

interface Schema {
  readonly $ref?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** What somebody would like to decide himself. */
const MEMBERS = ['actor', 'at', 'id', 'role', 'case', 'recordedAt', 'authentication', 'toString']
const POISON = ['"__proto__":{"role":"x"}', '"constructor":{"prototype":{"role":"x"}}']
const JSON_TYPE = { 'content-type': 'application/json' }
let world: HttpWorld
let callers: readonly Caller[]
let document: Document

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  callers = [await world.as('magistrat'), await world.as('administrateur'), await world.as('dpo')]
  document = (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json()
})

afterAll(() => world.close())

test('T-72 no route takes a member that its body does not name, whichever kind of action it asks for', async () => {
  const before = actsIn(world.folder)
  const asked = bodies()
  expect(new Set(asked.map(({ path }) => path)).size).toBeGreaterThanOrEqual(10)
  expect(asked.length).toBeGreaterThanOrEqual(20)
  for (const { method, path, told, named } of asked) {
    for (const member of MEMBERS.filter((each) => !named.has(each))) {
      const body = { ...told, [member]: 'x' }
      const errors = await invalid(method, path, JSON.stringify(body))
      expect([method, path, told, errors]).toEqual([
        method,
        path,
        told,
        expect.stringContaining(`"${member}"`),
      ])
    }
  }
  expect(actsIn(world.folder)).toBe(before)
})

test('T-72 no route takes a body that reaches for prototypes', async () => {
  for (const { method, path, told } of bodies()) {
    for (const poison of POISON) {
      const text = JSON.stringify({ ...told, end: '' }).replace('"end":""', poison)
      const { statusCode } = await send(callers[0]!, method, path, text)
      expect([path, poison, statusCode]).toEqual([path, poison, 400])
    }
  }
  expect(({} as { role?: string }).role).toBeUndefined()
})

interface Body {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  /** By what the schema tells several apart. */
  readonly told: Readonly<Record<string, string>>
  readonly named: ReadonlySet<string>
}

/** Every body in JSON of every route, each kind of a union by itself. */
function bodies(): Body[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      if (schema === undefined) return []
      return alternatives(schema).map(({ properties = {} }) => ({
        method: method.toUpperCase() as Body['method'],
        path: path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, () => randomUUID()),
        told: tellingApart(properties),
        named: new Set(Object.keys(properties)),
      }))
    }),
  )
}

function tellingApart(properties: Readonly<Record<string, Schema>>): Record<string, string> {
  const only = Object.entries(properties).map(([name, { const: value, enum: of }]) => {
    return [name, value ?? (of?.length === 1 ? of[0] : undefined)] as const
  })
  return Object.fromEntries(only.filter((each): each is [string, string] => each[1] !== undefined))
}

function alternatives(schema: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    return alternatives(document.components.schemas[schema.$ref.split('/').at(-1)!]!)
  }
  const several = schema.oneOf ?? schema.anyOf ?? schema.allOf
  return several === undefined ? [schema] : several.flatMap(alternatives)
}

/** What is wrong with a body, for whoever of the callers gets as far as being told. */
async function invalid(method: Body['method'], path: string, text: string): Promise<string> {
  for (const caller of callers) {
    const answer = await send(caller, method, path, text)
    const { code, errors } = answer.json<{ code: string; errors?: { message: string }[] }>()
    if (answer.statusCode === 400 && code === 'BODY_INVALID')
      return JSON.stringify(errors).replaceAll('\\"', '"')
  }
  return 'nobody is told'
}

function send(caller: Caller, method: Body['method'], path: string, text: string) {
  return caller.call(method, path, Buffer.from(text), {
    ...JSON_TYPE,
    'idempotency-key': randomUUID(),
  })
}
