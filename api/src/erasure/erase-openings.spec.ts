import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DOCUMENT_KEY, opening, ORIGIN, STREAM } from '../../test/given-openings.js'
import type { EraseOpenings } from '../actions/platform/erase.js'
import type { RecordRequest } from '../recorder/record-request.js'
import { PLATFORM } from '../identity/platform-person.js'
import { openPersonalData } from '../personal-data/open-personal-data.js'
import type { PersonalData } from '../personal-data/personal-data.js'
import { eraseOpenings } from './erase-openings.js'

const all = Array.from({ length: 600 }, (_, i) => opening(i, 'name', 'person-a', 'Nadia Benali'))
const stream = STREAM
const erasure = {
  person: 'person-a',
  places: [{ stream, actor: '00000000-0000-4000-8000-000000000002' }],
  ground: { basis: 'retention-ended', reference: 'DPD-1', decision: null },
  by: PLATFORM,
  idempotency: null,
}
let folder: string
let data: PersonalData

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-erase-'))
  data = await openPersonalData({ folder, origin: ORIGIN, documentKey: DOCUMENT_KEY })
  await data.openings.put(all)
})

afterEach(async () => {
  await data.close()
  await rm(folder, { recursive: true })
})

test('T-16 an erasure names every commitment it closed, once the openings are gone', async () => {
  const named: string[][] = []
  await eraseOpenings(data.openings, recorder(named), erasure)
  expect(named.map(({ length }) => length)).toEqual([512, 88])
  expect(named.flat()).toEqual(all.map(({ digest }) => digest))
  expect(await data.openings.erase('person-a', stream)).toEqual([])
})

test('T-16 an erasure that breaks off before it is recorded names the same commitments again', async () => {
  const broken = { record: () => Promise.reject(new DOMException('broken off')) }
  await expect(eraseOpenings(data.openings, broken, erasure)).rejects.toThrow('broken off')
  expect(await data.openings.forCase(stream)).toEqual([])
  const named: string[][] = []
  await eraseOpenings(data.openings, recorder(named), erasure)
  expect(named.flat()).toHaveLength(600)
})

function recorder(named: string[][]) {
  return {
    async record<State, Action>({ action, stream: target }: RecordRequest<State, Action>) {
      expect(await data.openings.forCase(stream)).toEqual([])
      const { erased } = action as unknown as EraseOpenings
      named.push(...erased.map(({ commitments }) => [...commitments]))
      return { stream: target, entries: [], position: 0n, repeated: false }
    },
  }
}
