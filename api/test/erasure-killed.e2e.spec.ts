import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { ErasurePage } from '../src/http/schemas/personal-data.js'
import { personaOf } from '../src/identity/personas.js'
import { caughtUp } from './caught-up.js'
import { filesWith } from './files-with.js'
import { httpWorld, order, type HttpWorld } from './http-world.js'

const expert = personaOf('expert')
const child = join(import.meta.dirname, 'erase-until-killed.mjs')
const REFERENCE = 'DPD unmistakable 2026/14'
const DECISION = 'ordonnance unmistakable 26/7'
let folder: string
let world: HttpWorld

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-killed-'))
  world = await httpWorld({ data: folder })
  const judge = await world.as('magistrat')
  expect((await judge.post('/cases', order())).statusCode).toBe(201)
  await caughtUp(world.server)
  await world.server.close()
})

afterEach(async () => {
  await world.server.close()
  await rm(folder, { recursive: true })
})

test.each(['destroyed', 'recorded'] as const)(
  'T-63 an erasure killed with kill -9 when it has %s is ended at the next start, told once, as it was asked',
  async (where) => {
    await killWhen(where)
    world = await httpWorld({ data: folder })
    await caughtUp(world.server)
    for (const text of [expert.name, REFERENCE, DECISION]) {
      expect([text, filesWith(folder, text)]).toEqual([text, []])
    }
    const officer = await world.as('dpo')
    const register = await officer.get('/personal-data/erasures')
    expect(register.json<z.infer<typeof ErasurePage>>().items).toMatchObject([
      {
        ...{ by: 'dpo', basis: 'gdpr-17', reference: REFERENCE, decision: DECISION },
        ...{ person: expert.id, place: 'case' },
      },
    ])
    const found = await officer.post('/personal-data/search', { text: 'Aubry' })
    expect(found.json()).toEqual({ items: [], isWhole: true })
  },
  120_000,
)

/** In a process of its own, as the officer; dies where it is told to. */
async function killWhen(where: string): Promise<void> {
  const authentication = { method: 'development', validity: 'not-applicable', checkedAt: null }
  const by = {
    ...{ id: personaOf('dpo').id, role: 'dpo', evidence: {}, termsAccepted: null },
    authentication,
  }
  const ground = { basis: 'gdpr-17', reference: REFERENCE, decision: DECISION }
  const asked = JSON.stringify({ person: expert.id, ground, by })
  const process_ = spawn(process.execPath, [child, folder, asked, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told = once(process_.stdout, 'data')
  const ended = once(process_, 'close')
  const first = await Promise.race([told, ended])
  expect(String(first[0])).toBe(`${where}\n`)
  process_.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}
