import { createHash } from 'node:crypto'
import type { Envelope } from '@contremarque/ledger'
import { publishedTerms } from '../src/actions/terms.js'
import { TermsOfUse } from '../src/http/schemas/session.js'
import { personaOf } from '../src/identity/personas.js'
import { Caller, httpWorld, order, type HttpWorld } from './http-world.js'
import { envelopesIn } from './told-story.js'

const LAST_HOUR = Date.parse('2024-12-31T23:00:00Z')
const realNow = Date.now
const FIRST_DAY = Date.parse('2025-01-01T00:00:00Z')
const NOTHING = '11111111-1111-8111-8111-111111111111'
/** What answers in a session before the terms are accepted. */
const BEFORE_TERMS = [
  'GET /session',
  'DELETE /session',
  'POST /session/terms',
  'GET /ledger/health',
  'GET /ledger/trust',
]
let world: HttpWorld

beforeEach(async () => {
  world = await httpWorld()
})

afterEach(async () => {
  Date.now = realNow
  await world.close()
})

test('R02 the text handed out is the one whose publication and acceptance the ledger tells', async () => {
  const { text, ...terms } = TermsOfUse.strict().parse((await world.anonymous.get('/terms')).json())
  expect(createHash('sha256').update(text).digest('hex')).toBe(terms.sha256)
  await world.as('greffe')
  expect(dataOf('TermsPublished')).toEqual(publishedTerms)
  expect(dataOf('TermsPublished')).toContainEqual(terms)
  const { version, sha256 } = terms
  expect(dataOf('TermsAccepted')).toEqual([{ version, sha256 }])
})

test('a server that starts again publishes nothing twice', async () => {
  const { sha256 } = publishedTerms[0]
  const before = dataOf('TermsPublished').length
  await world.server.close()
  world = await httpWorld({ data: world.folder })
  expect(dataOf('TermsPublished')).toHaveLength(before)
  expect(dataOf('TermsPublished')).toContainEqual(expect.objectContaining({ sha256 }))
})

test('T-61 whoever has not accepted the terms uses no route but those for accepting them', async () => {
  const fresh = new Caller(world.server)
  await fresh.enter('auditeur')
  const { paths } = (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json<{
    paths: Record<string, Record<string, { security?: unknown }>>
  }>()
  const answered: string[] = []
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { security }] of Object.entries(methods)) {
      if (security === undefined) continue
      const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, NOTHING)
      const verb = method.toUpperCase() as 'DELETE' | 'GET' | 'POST' | 'PUT'
      const ask = `${verb} ${url}`
      if (BEFORE_TERMS.includes(ask)) answered.push(ask)
      else {
        const { statusCode, ...answer } = await fresh.call(
          verb,
          url,
          verb === 'GET' ? undefined : {},
        )
        expect({ ask, statusCode, code: answer.json().code }).toEqual({
          ask,
          statusCode: 403,
          code: 'TERMS_NOT_ACCEPTED',
        })
      }
    }
  }
  expect(answered).toEqual(BEFORE_TERMS)
  const { recorder, streams } = world.server.node
  await recorder.stop()
  const own = streams.console(personaOf('auditeur').id)
  const refusals = envelopesIn(world.folder).filter(({ stream }) => stream === own)
  expect(refusals.map(({ type }) => type)).toContain('RefusalsSummarised')
  expect(dataOf('ActionRefused')).toContainEqual({
    action: 'UsePlatform',
    code: 'TERMS_NOT_ACCEPTED',
    rule: 'R02',
  })
})

test('T-61 an acceptance of another text is no acceptance', async () => {
  const fresh = new Caller(world.server)
  await fresh.enter('auditeur')
  const { version } = (await fresh.get('/terms')).json<TermsOfUse>()
  const refused = await fresh.post('/session/terms', { version, sha256: '0'.repeat(64) })
  expect(refused.json()).toMatchObject({ code: 'TERMS_TEXT_UNKNOWN', rule: 'R02' })
  expect((await fresh.post('/session/terms', { version })).statusCode).toBe(400)
  expect((await fresh.get('/cases')).statusCode).toBe(403)
})

test('a new version asks for a new acceptance, in a session that is open already', async () => {
  Date.now = () => LAST_HOUR
  await world.close()
  world = await httpWorld()
  const judge = await world.as('magistrat')
  expect((await judge.post('/cases', order())).statusCode).toBe(201)
  Date.now = () => FIRST_DAY
  const refused = await judge.post('/cases', order())
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'TERMS_NOT_ACCEPTED', rule: 'R02' })
  await judge.acceptTerms()
  expect((await judge.post('/cases', order())).statusCode).toBe(201)
  expect(dataOf('TermsAccepted').map(({ version }) => version)).toEqual(['2024-1', '2025-1'])
})

function dataOf(type: Envelope['type']): Envelope['data'][] {
  return envelopesIn(world.folder)
    .filter((envelope) => envelope.type === type)
    .map(({ data }) => data)
}
