import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { personaOf, type PersonaHandle } from '../src/identity/personas.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let world: HttpWorld
let administrator: Caller

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  administrator = await world.as('administrateur')
})
afterAll(() => world.close())

async function enrol(name: string, role = 'expert'): Promise<string> {
  const answer = await administrator.post('/persons', { role, name, address: null })
  expect(answer.statusCode).toBe(201)
  return answer.json<{ person: string }>().person
}

async function certificateOf(handle: PersonaHandle): Promise<string> {
  const path = join(world.folder, 'development', 'personas', `${handle}.cert.der`)
  return (await readFile(path)).toString('base64')
}

const detail = async (id: string) => (await administrator.get(`/persons/${id}`)).json<unknown>()

test('an administrator enrols a person, who then stands in the list and may be named in a case', async () => {
  const person = await enrol('Dr Agathe Morin')
  expect(await detail(person)).toEqual({
    id: person,
    name: 'Dr Agathe Morin',
    roles: ['expert'],
    credentials: [],
  })
  const list = (await administrator.get('/persons')).json<{ items: { id: string }[] }>()
  expect(list.items.map(({ id }) => id)).toContain(person)
  const judge = await world.as('magistrat')
  const base = order()
  const actors = base.actors.map((actor) =>
    actor.role === 'expert' ? { ...actor, person } : actor,
  )
  const ordered = await judge.post('/cases', { ...base, actors })
  expect(ordered.statusCode).toBe(201)
})

test('the list goes page by page and names each once', async () => {
  await enrol('Une personne')
  await enrol('Une autre')
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`
    const page = (await administrator.get(`/persons?limit=1${query}`)).json<{
      items: { id: string }[]
      next?: string
    }>()
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThanOrEqual(2)
})

test('a certificate is bound to one person; unbound it may be bound to another', async () => {
  const [first, second] = [await enrol('Première'), await enrol('Seconde')]
  const body = { method: 'certificate', certificate: await certificateOf('expert') }
  const bound = await administrator.post(`/persons/${first}/credentials`, body)
  expect(bound.statusCode).toBe(201)
  const taken = await administrator.post(`/persons/${second}/credentials`, body)
  expect([taken.statusCode, taken.json<{ code: string }>().code]).toEqual([409, 'CREDENTIAL_TAKEN'])
  const { credentials } = (await detail(first)) as { credentials: { id: string }[] }
  const path = `/persons/${first}/credentials/${credentials[0]!.id}/unbinding`
  const early = await administrator.post(path, { reason: 'renewed' })
  expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([
    409,
    'CREDENTIAL_NOT_RENEWED',
  ])
  expect((await administrator.post(path, { reason: 'withdrawn' })).statusCode).toBe(201)
  expect(await detail(first)).toMatchObject({ credentials: [] })
  expect((await administrator.post(`/persons/${second}/credentials`, body)).statusCode).toBe(201)
})

test('a credential bound to several persons at once is bound to one', async () => {
  const persons = [
    await enrol('Un'),
    await enrol('Deux'),
    await enrol('Trois'),
    await enrol('Quatre'),
  ]
  const body = { method: 'oidc', issuer: 'https://issuer.example', subject: 'shared' }
  const answers = await Promise.all(
    persons.map((person) => administrator.post(`/persons/${person}/credentials`, body)),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409])
  const known = (await Promise.all(persons.map(detail))) as { credentials: unknown[] }[]
  expect(known.flatMap(({ credentials }) => credentials)).toHaveLength(1)
})

test('what is no certificate is refused, and nothing is recorded of it', async () => {
  const person = await enrol('Sans certificat')
  const body = { method: 'certificate', certificate: Buffer.from('nothing').toString('base64') }
  const refused = await administrator.post(`/persons/${person}/credentials`, body)
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([
    400,
    'CREDENTIAL_MALFORMED',
  ])
  expect(await detail(person)).toMatchObject({ credentials: [] })
})

test('T-21 a role withdrawn ends the sessions of the person at once', async () => {
  const tiers = await world.as('tiers')
  expect((await tiers.get('/session')).statusCode).toBe(200)
  const change = { kind: 'WithdrawRole', role: 'tiers' }
  const path = `/persons/${personaOf('tiers').id}/roles`
  expect((await administrator.post(path, change)).statusCode).toBe(201)
  expect((await tiers.get('/session')).statusCode).toBe(401)
})

test('who has two roles acts in the one he chooses', async () => {
  const dpo = await world.as('dpo')
  const grant = { kind: 'GrantRole', role: 'auditeur' }
  const path = `/persons/${personaOf('dpo').id}/roles`
  expect((await administrator.post(path, grant)).statusCode).toBe(201)
  const refused = await dpo.call('PUT', '/session/role', { role: 'magistrat' })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([
    403,
    'ROLE_NOT_HELD',
  ])
})

test.each<PersonaHandle>(['magistrat', 'greffe', 'expert', 'dpo', 'operateur'])(
  '%s administers nobody',
  async (handle) => {
    const person = await enrol('Quelqu’un')
    const caller = await world.as(handle)
    expect((await caller.get('/persons')).statusCode).toBe(403)
    expect((await caller.get(`/persons/${person}`)).statusCode).toBe(404)
    const asked = await Promise.all([
      caller.post('/persons', { role: 'expert', name: 'Moi-même', address: null }),
      caller.post(`/persons/${person}/roles`, { kind: 'GrantRole', role: 'magistrat' }),
      caller.post(`/persons/${person}/credentials`, {
        method: 'oidc',
        issuer: 'https://login.example.fr/',
        subject: 'me',
      }),
    ])
    expect(asked.map(({ statusCode }) => statusCode)).toEqual([403, 404, 404])
    expect(await detail(person)).toMatchObject({ roles: ['expert'], credentials: [] })
  },
)
