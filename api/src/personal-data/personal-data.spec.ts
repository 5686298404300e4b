import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Opening } from './opening.js'
import { openPersonalData, type PersonalData } from './personal-data.js'

const STREAM = 'expertise-00000000-0000-8000-8000-000000000001'
const KEY = new Uint8Array(32).fill(7)

let folder: string
let data: PersonalData

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-personal-'))
  data = await openPersonalData(folder, KEY)
})

afterEach(async () => {
  await data.close()
  await rm(folder, { recursive: true })
})

test('an opening is found by its entry and survives closing', async () => {
  await data.openings.put([opening(3, 'name', 'person-a', 'Nadia Benali')])
  await data.close()
  data = await openPersonalData(folder, KEY)
  const found = await data.openings.forEntries([{ stream: STREAM, revision: 3 }])
  expect([...found.values()]).toEqual([opening(3, 'name', 'person-a', 'Nadia Benali')])
})

test('many puts at once are all durable, and a repeated one adds nothing', async () => {
  const all = Array.from({ length: 50 }, (_, i) => opening(i, 'name', `person-${i % 3}`, `n${i}`))
  await Promise.all([...all, ...all].map((each) => data.openings.put([each])))
  expect(await data.openings.forCase(STREAM)).toEqual(all)
})

test('no personal text stands in clear in the files', async () => {
  await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
  expect(await bytesOf('openings.sqlite', 'openings.sqlite-wal')).not.toContain('Benali')
})

test('T-24 erasure leaves neither key, row nor log, of that person only', async () => {
  const kept = opening(1, 'name', 'person-b', 'Claire Vasseur')
  const erased = opening(0, 'name', 'person-a', 'Nadia Benali')
  await data.openings.put([erased, kept])
  const before = await bytesOf('openings.sqlite', 'openings.sqlite-wal')
  const digests = await data.openings.erase('person-a', STREAM)
  expect(digests).toEqual([erased.digest])
  expect(await data.openings.erase('person-a', STREAM)).toEqual([erased.digest])
  await data.openings.forget('person-a', STREAM)
  expect(await data.openings.forCase(STREAM)).toEqual([kept])
  const after = await bytesOf('openings.sqlite', 'openings.sqlite-wal', 'keys.sqlite')
  expect(before).toContain('person-a')
  expect(after).not.toContain('person-a')
})

test('another folder key opens nothing', async () => {
  await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
  await data.close()
  data = await openPersonalData(folder, new Uint8Array(32).fill(8))
  await expect(data.openings.forCase(STREAM)).rejects.toMatchObject({ code: 'OPENING_UNREADABLE' })
})

describe('read in a thread', () => {
  const places = [0, 1, 2].map((revision) => ({ stream: STREAM, revision }))

  test('openings are the same as in the caller, question by question; erased ones are absent', async () => {
    await data.openings.put([
      opening(0, 'name', 'person-a', 'Nadia Benali'),
      opening(1, 'name', 'person-b', 'Claire Vasseur'),
      opening(1, 'mission', 'person-b', 'Décrire les lésions'),
    ])
    const reader = data.readInThread()
    const ask = (from: number) => reader.forEntries(places.slice(from))
    const here = (from: number) => data.openings.forEntries(places.slice(from))
    expect(await Promise.all([ask(0), ask(1), ask(2)])).toEqual([
      await here(0),
      await here(1),
      new Map(),
    ])
    await data.openings.erase('person-b', STREAM)
    expect([...(await ask(0)).values()].map(({ person }) => person)).toEqual(['person-a'])
    await reader.close()
    await expect(ask(0)).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
  })

  test('what does not decrypt is refused, never left out', async () => {
    await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    await data.close()
    data = await openPersonalData(folder, new Uint8Array(32).fill(8))
    const reader = data.readInThread()
    await expect(reader.forEntries(places)).rejects.toMatchObject({ code: 'OPENING_UNREADABLE' })
    await reader.close()
  })

  test('what cannot be read at all is said so', async () => {
    const reader = data.readInThread()
    const database = new DatabaseSync(join(folder, 'openings.sqlite'))
    database.exec('DROP TABLE opening')
    database.close()
    await expect(reader.forEntries(places)).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
    await reader.close().catch(() => undefined)
  })
})

test('a person has one random pseudonym per stream, and it leads back to him', async () => {
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => data.pseudonyms.forPerson('person-a', STREAM)),
  )
  expect(new Set(asked).size).toBe(1)
  const other = await data.pseudonyms.forPerson('person-a', `${STREAM.slice(0, -1)}2`)
  expect(other).not.toBe(asked[0])
  expect(await data.pseudonyms.personOf(asked[0]!)).toBe('person-a')
  expect(await data.pseudonyms.ofPerson('person-a')).toHaveLength(2)
})

function opening(revision: number, field: string, person: string, value: string): Opening {
  const digest = revision.toString(16).padStart(64, '0')
  const salt = 'A'.repeat(43)
  return { stream: STREAM, revision, field, digest, salt, value, person }
}

async function bytesOf(...names: readonly string[]): Promise<string> {
  const files = await Promise.all(
    names.map((name) => readFile(join(folder, name), 'latin1').catch(() => '')),
  )
  return files.join('\n')
}
