import { hash } from 'node:crypto'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DOCUMENT_KEY, opening, ORIGIN, STREAM } from '../../../test/given-openings.js'
import { personalDataContract } from '../../../test/personal-data.contract.js'
import { openPersonalData } from '../open-personal-data.js'
import { openPersonalReader } from '../open-personal-reader.js'
import type { EntryPlace } from '../opening.js'
import type { PersonalData } from '../personal-data.js'
import { copyKeys } from './copy-keys.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-personal-'))
})
afterEach(() => rm(folder, { recursive: true }))

personalDataContract('SQLite', async () => ({
  open: (onWithoutKey) => openHere(DOCUMENT_KEY, onWithoutKey),
  copyKeys: async () => {
    const keys = join(folder, 'keys.sqlite')
    await copyKeys(keys, `${keys}.copy`)
    return async () => {
      for (const end of ['', '-wal', '-shm']) await rm(`${keys}${end}`, { force: true })
      await rename(`${keys}.copy`, keys)
    }
  },
  dispose: async () => undefined,
}))

describe('files', () => {
  let data: PersonalData

  beforeEach(async () => {
    data = await openHere()
  })
  afterEach(() => data.close())

  test('no personal text stands in clear in them', async () => {
    await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    expect(await bytesOf('openings.sqlite', 'openings.sqlite-wal')).not.toContain('Benali')
  })

  test('T-24 erasure leaves neither key, row nor log, of that person only', async () => {
    const kept = opening(1, 'name', 'person-b', 'Claire Vasseur')
    await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali'), kept])
    expect(await bytesOf('openings.sqlite', 'openings.sqlite-wal')).toContain('person-a')
    await data.openings.erase('person-a', STREAM)
    await data.openings.forget('person-a', STREAM)
    const after = await bytesOf('openings.sqlite', 'openings.sqlite-wal', 'keys.sqlite')
    expect(after).not.toContain('person-a')
    expect(await data.openings.forCase(STREAM)).toEqual([kept])
  })
})

test('T-63 no sealed value is left where it stood before its page was divided', async () => {
  const data = await openHere()
  const persons = Array.from({ length: 30 }, (_, index) => `person-${index}`)
  // By digests in no order, so that pages are divided in their middle.
  for (let length = 1; length <= 40; length++) {
    const text = 'x'.repeat(8 * length)
    const ofAll = persons.map((person) => {
      const digest = hash('sha256', `${person} ${length}`)
      return { ...opening(0, 'name', person, text), digest }
    })
    await data.openings.put(ofAll)
  }
  const path = join(folder, 'openings.sqlite')
  const file = new DatabaseSync(path, { readOnly: true })
  const read = file.prepare("SELECT sealed FROM opening WHERE person < 'person-2'")
  const sealed = (read.all() as { sealed: Uint8Array }[]).map((row) => row.sealed)
  file.close()
  expect(sealed.length).toBeGreaterThan(400)
  const erased = persons.filter((person) => person < 'person-2')
  for (const person of erased) await data.openings.erase(person, STREAM)
  const bytes = Buffer.from(await bytesOf('openings.sqlite', 'openings.sqlite-wal'), 'latin1')
  expect(sealed.filter((each) => bytes.includes(each))).toEqual([])
  await data.close()
})

describe('read in another thread', () => {
  const place = (revision: number) => [{ stream: STREAM, revision }]

  test('T-24 what is erased is gone at once, and what comes under a new key is opened', async () => {
    const data = await openHere()
    const before = opening(0, 'name', 'person-a', 'Nadia Benali')
    await data.openings.put([before])
    const pseudonym = await data.pseudonyms.forPerson('person-a', STREAM)
    const reader = await openPersonalReader({ folder, origin: ORIGIN, documentKey: DOCUMENT_KEY })
    expect([...(await reader.forEntries(place(0))).values()]).toEqual([before])
    expect(await reader.personsOf([pseudonym, 'nobody'])).toEqual(
      new Map([[pseudonym, 'person-a']]),
    )
    await data.openings.erase('person-a', STREAM)
    expect(await reader.forEntries(place(0))).toEqual(new Map())
    const after = opening(1, 'name', 'person-a', 'N. B.')
    await data.openings.put([after])
    expect([...(await reader.forEntries(place(1))).values()]).toEqual([after])
    await reader.close()
    await data.close()
  })

  test('a value that no stored key opens is absent, and whoever opened the reader is told which', async () => {
    const data = await openHere()
    await data.openings.put([
      opening(0, 'name', 'person-a', 'x'),
      opening(1, 'name', 'person-b', 'y'),
    ])
    const keys = new DatabaseSync(join(folder, 'keys.sqlite'))
    keys.exec("DELETE FROM data_key WHERE person = 'person-a'")
    const told: number[] = []
    const onWithoutKey = ({ revision }: EntryPlace) => told.push(revision)
    const place_ = { folder, origin: ORIGIN, documentKey: DOCUMENT_KEY, onWithoutKey }
    const reader = await openPersonalReader(place_)
    const read = async () => [...(await reader.forEntries([...place(0), ...place(1)])).values()]
    expect((await read()).map(({ value }) => value)).toEqual(['y'])
    keys.exec("UPDATE data_key SET person = 'person-a'")
    keys.close()
    reader.forgetKeys()
    await expect(read()).rejects.toMatchObject({ code: 'OPENING_UNREADABLE' })
    await reader.close()
    await data.close()
    expect(told).toEqual([0])
  })

  test('T-24 an erasure that a reader keeps from being whole is an error, and whole once repeated', async () => {
    const data = await openHere()
    await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    const reader = new DatabaseSync(join(folder, 'openings.sqlite'), { readOnly: true })
    reader.exec('BEGIN; SELECT count(*) FROM opening')
    const erased = data.openings.erase('person-a', STREAM)
    await expect(erased).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
    reader.close()
    expect(await data.openings.erase('person-a', STREAM)).toHaveLength(1)
    await data.close()
  })
})

test('another document key opens nothing', async () => {
  let data = await openHere()
  await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
  await data.close()
  data = await openHere(new Uint8Array(32).fill(8))
  const beside = data.readBeside()
  const place = { stream: STREAM, revision: 0 }
  for (const asked of [data.openings.forCase(STREAM), beside.forEntries([place])]) {
    await expect(asked).rejects.toMatchObject({ code: 'OPENING_UNREADABLE' })
  }
  await beside.close()
  await data.close()
})

describe('the reader thread', () => {
  const places = [{ stream: STREAM, revision: 0 }]

  test('that is closed answers nothing', async () => {
    const data = await openHere()
    const reader = data.readBeside()
    await reader.close()
    await expect(reader.forEntries(places)).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
    await data.close()
  })

  test('that cannot read at all says so', async () => {
    const data = await openHere()
    // Whoever writes is there by then: his thread does not begin on a table that is gone.
    await data.openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    const reader = data.readBeside()
    const database = new DatabaseSync(join(folder, 'openings.sqlite'))
    database.exec('DROP TABLE opening')
    database.close()
    await expect(reader.forEntries(places)).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
    await reader.close().catch(() => undefined)
    await data.close()
  })
})

function openHere(documentKey = DOCUMENT_KEY, onWithoutKey?: () => void): Promise<PersonalData> {
  return openPersonalData({ folder, origin: ORIGIN, documentKey, onWithoutKey })
}

async function bytesOf(...names: readonly string[]): Promise<string> {
  const files = await Promise.all(
    names.map((name) => readFile(join(folder, name), 'latin1').catch(() => '')),
  )
  return files.join('\n')
}
