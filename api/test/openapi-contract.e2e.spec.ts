import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import type { Answer } from './way-to-server.js'

interface PromisedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>
}

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, PromisedAnswer>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const file = new URL('../openapi.json', import.meta.url)
const document = JSON.parse(readFileSync(file, 'utf8')) as Document
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(document, 'openapi')
let world: HttpWorld
let judge: Caller
let caseId: string
let entry: string

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  const ordered = (await judge.post('/cases', order(), { prefer: 'wait=30' })).json<{
    case: string
    entries: { id: string }[]
  }>()
  caseId = ordered.case
  entry = ordered.entries[0]!.id
})

afterAll(() => world.close())

test('every answer of the document has a schema that compiles', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  expect(operations.length).toBeGreaterThan(20)
  for (const { operationId, responses } of operations) {
    for (const [status, { content = {} }] of Object.entries(responses)) {
      for (const [type, { schema }] of Object.entries(content)) {
        expect([operationId, status, type, typeof compiled(schema!)]).toEqual([
          operationId,
          status,
          type,
          'function',
        ])
      }
    }
  }
})

test.each([
  ['getHealth', '/health'],
  ['listPersonas', '/personas'],
  ['getSession', '/session'],
  ['listCases', '/cases'],
  ['getCase', '/cases/CASE'],
  ['getCaseTimeline', '/cases/CASE/timeline?limit=5'],
  ['getCaseDeliveries', '/cases/CASE/deliveries'],
  ['listJournals', '/journals'],
  ['getEntry', '/entries/ENTRY'],
  ['getLedgerHealth', '/ledger/health'],
  ['getTrust', '/ledger/trust'],
])('%s answers what the document says', async (operation, path) => {
  const url = path.replace('CASE', caseId).replace('ENTRY', entry)
  expect(misfits(operation, await judge.get(url))).toEqual({ status: 200, misfits: [] })
})

test('writes and searches answer what the document says', async () => {
  const search = await judge.post('/cases/search', { text: 'infection', limit: 5 })
  expect(misfits('searchCases', search)).toEqual({ status: 200, misfits: [] })
  const ordered = await judge.post('/cases', order())
  expect(misfits('orderExpertise', ordered)).toEqual({ status: 201, misfits: [] })
  const action = { kind: 'CloseExpertise', ground: 'withdrawn' }
  const batch = { items: [{ key: 'contract-1', case: caseId, action }] }
  expect(misfits('actMany', await judge.post('/actions', batch)).misfits).toEqual([])
})

test('problems answer what the document says', async () => {
  const missing = await judge.get('/cases/11111111-1111-8111-8111-111111111111')
  expect(misfits('getCase', missing)).toEqual({ status: 404, misfits: [] })
  const nobody = await world.anonymous.get('/session')
  expect(misfits('getSession', nobody)).toEqual({ status: 401, misfits: [] })
  const wrong = await judge.post('/cases', { kind: 'OrderExpertise' })
  expect(misfits('orderExpertise', wrong)).toEqual({ status: 400, misfits: [] })
})

/** What of a real answer does not fit the schema that its operation promises for its status and type. */
function misfits(operation: string, { statusCode, headers, payload }: Answer) {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  const { responses } = operations.find(({ operationId }) => operationId === operation)!
  const type = String(headers['content-type']).split(';', 1)[0]!
  const schema = responses[statusCode]?.content?.[type]?.schema
  if (schema === undefined) return { status: statusCode, misfits: [`no schema for ${type}`] }
  const validate = compiled(schema)
  validate(JSON.parse(payload))
  const errors = validate.errors ?? []
  return { status: statusCode, misfits: errors.map((error) => ajv.errorsText([error])) }
}

/** References point into the document. */
function compiled(schema: object) {
  const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/')
  return ajv.compile(JSON.parse(text) as object)
}
