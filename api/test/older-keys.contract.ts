import type { EntryPlace, Opening } from '../src/personal-data/opening.js'
import type { PersonalData } from '../src/personal-data/personal-data.js'
import { opening, STREAM } from './given-openings.js'

/** A store that is empty before each test. */
export interface StoreWithKeys {
  data(): PersonalData
  copyKeys(): Promise<() => Promise<void>>
  /** Closes it, puts a copy of the keys back, opens it. */
  reopenWith(restore: () => Promise<void>, onWithoutKey: () => void): Promise<void>
}

/** What a store must do whose openings are newer than its keys. */
export function olderKeys({ data, copyKeys, reopenWith }: StoreWithKeys): void {
  const elsewhere = opening(0, 'name', 'person-a', 'kept', { stream: `${STREAM}0` })
  const since = opening(0, 'name', 'person-a', 'sealed since the copy')
  const places = [elsewhere, since, opening(1, 'name', 'person-a', '')]
  let told: number
  const onWithoutKey = (): void => {
    told++
  }
  const read = async () => [
    await data().openings.forCase(STREAM),
    [...(await data().openings.forEntries(places)).values()],
    await besideOf(data(), places),
  ]

  beforeEach(async () => {
    told = 0
    await data().openings.put([elsewhere])
    const restore = await copyKeys()
    await data().openings.put([since])
    await reopenWith(restore, onWithoutKey)
  })

  test('T-64 what was sealed under a key that is not there any more is absent, and told once', async () => {
    expect(await read()).toEqual([[], [elsewhere], [elsewhere]])
    expect(told).toBe(1)
  })

  test('under a key made anew it is absent as well, and what comes later can be read', async () => {
    const later = opening(1, 'name', 'person-a', 'later')
    await data().openings.put([later])
    const both = [elsewhere, later]
    expect(await read()).toEqual([
      [later],
      expect.arrayContaining(both),
      expect.arrayContaining(both),
    ])
    expect(told).toBe(1)
  })

  test('T-64 a value that its entry does not commit to is absent, and told once', async () => {
    const committed = opening(2, 'name', 'person-a', 'what was committed to')
    await data().openings.put([{ ...committed, value: 'what somebody would rather have' }])
    expect(await data().openings.forCase(STREAM)).toEqual([])
    expect(await besideOf(data(), [committed])).toEqual([])
    expect(told).toBe(1)
  })

  test('T-64 read first in another thread it is told too', async () => {
    expect(await besideOf(data(), places)).toEqual([elsewhere])
    expect(told).toBe(1)
  })

  test('it can be erased: its digest is named, and nothing is told of what is gone', async () => {
    expect(await data().openings.heldOf('person-a', STREAM)).toHaveLength(1)
    expect(await data().openings.erase('person-a', STREAM)).toEqual([since.digest])
    expect(await read()).toEqual([[], [elsewhere], [elsewhere]])
    expect(told).toBe(0)
  })

  test('while an erasure is under way its keys are gone first, and nothing is told', async () => {
    const id = await data().erasures.keep('an erasure')
    expect(await data().openings.forCase(STREAM)).toEqual([])
    expect(told).toBe(0)
    await data().erasures.finish(id)
    await data().openings.forCase(STREAM)
    expect(told).toBe(1)
  })
}

async function besideOf(
  data: PersonalData,
  places: readonly EntryPlace[],
): Promise<readonly Opening[]> {
  const beside = data.readBeside()
  try {
    return [...(await beside.forEntries(places)).values()]
  } finally {
    await beside.close()
  }
}
