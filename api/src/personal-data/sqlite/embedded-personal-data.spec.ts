import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  DOCUMENT_KEY,
  opening,
  ORIGIN,
  personalDataContract,
  STREAM,
} from '../../../test/personal-data.contract.js'
import { openPersonalData } from '../open-personal-data.js'
import type { PersonalData } from '../personal-data.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-personal-'))
})
afterEach(() => rm(folder, { recursive: true }))

personalDataContract('SQLite', async () => ({
  open: openHere,
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
    const reader = data.readBeside()
    const database = new DatabaseSync(join(folder, 'openings.sqlite'))
    database.exec('DROP TABLE opening')
    database.close()
    await expect(reader.forEntries(places)).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
    await reader.close().catch(() => undefined)
    await data.close()
  })
})

function openHere(documentKey = DOCUMENT_KEY): Promise<PersonalData> {
  return openPersonalData({ folder, origin: ORIGIN, documentKey })
}

async function bytesOf(...names: readonly string[]): Promise<string> {
  const files = await Promise.all(
    names.map((name) => readFile(join(folder, name), 'latin1').catch(() => '')),
  )
  return files.join('\n')
}
