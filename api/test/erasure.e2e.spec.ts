import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportErasures, exportSource, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { personaOf } from '../src/identity/personas.js'
import { PLATFORM } from '../src/identity/platform-person.js'
import { entriesOf } from './entries-of.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

const expert = personaOf('expert')
let world: HttpWorld
let judge: Caller
let id: string

beforeEach(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  id = (await judge.post('/cases', order())).json<{ case: string }>().case
  const { ledger } = world.server.node
  await world.server.models.waitFor(await ledger.folder.store.headPosition())
})

afterEach(() => world.close())

/** Whether a name stands in any byte of the read models or of the openings. */
function isOnDisk(name: string): boolean {
  return ['read-models', 'personal-data'].some((part) => {
    const folder = join(world.folder, part)
    return readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(name))
  })
}

async function namesSeen(): Promise<(string | null)[]> {
  const seen = await judge.get(`/cases/${id}`)
  return seen.json<{ parties: { name: string | null }[] }>().parties.map(({ name }) => name)
}

async function found(): Promise<unknown[]> {
  const text = expert.name.split(' ').at(-1)
  return (await judge.post('/cases/search', { text, limit: 5 })).json<{ items: unknown[] }>().items
}

async function eraseExpert(): Promise<void> {
  const { node, models } = world.server
  const erased = await node.eraser.erase({
    person: expert.id,
    stream: `expertise-${id}`,
    ground: { basis: 'retention-ended', reference: 'DPD-1', decision: 'TJ 26/7' },
    by: PLATFORM,
  })
  expect(erased.flatMap(({ entries }) => entries)).toHaveLength(1)
  await models.waitFor(await node.ledger.folder.store.headPosition())
}

test('T-24 what is erased is gone from the read models as soon as the ledger tells of it', async () => {
  expect(await namesSeen()).toContain(expert.name)
  expect(await found()).toHaveLength(1)
  expect(isOnDisk(expert.name)).toBe(true)
  const { models } = world.server
  await eraseExpert()
  expect(await namesSeen()).not.toContain(expert.name)
  expect(await namesSeen()).toContain(personaOf('magistrat').name)
  expect(await found()).toEqual([])
  expect(isOnDisk(expert.name)).toBe(false)
  await models.rebuild()
  expect(await namesSeen()).not.toContain(expert.name)
  expect(isOnDisk(expert.name)).toBe(false)
})

test('RP-11 a verification of what the server hands out lists what was erased; its reading is told', async () => {
  await eraseExpert()
  await world.server.node.ledger.settle()
  const auditor = await world.as('auditeur')
  const { rawPayload: lines } = await auditor.get('/ledger/erasures')
  const { rawPayload: bytes } = await auditor.get('/ledger/export?use=verification')
  const { verdict, erased } = await verify({
    source: {
      ...exportSource(chunk(bytes), createHash('sha256')),
      erasures: () => exportErasures(chunk(lines)),
    },
    trust: world.server.node.ledger.folder.trust,
    trustSource: 'given',
    crypto: nodeCrypto(),
  })
  const stream = `expertise-${id}`
  const entries = [{ stream, revision: expect.any(Number) as number, fields: ['name'] }]
  expect({ verdict, erased }).toEqual({
    verdict: 'TOTAL_PASSED',
    erased: { commitments: 1, entries, leftOut: 0 },
  })
  const reads = await entriesOf(world, 'console', personaOf('auditeur').id)
  expect(reads.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['ConsoleConsulted', 'LedgerExported']),
  )
})

async function* chunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
