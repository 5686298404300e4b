import type { EntryPlace } from '../src/personal-data/opening.js'
import type { PersonalData } from '../src/personal-data/personal-data.js'
import { olderKeys } from './older-keys.contract.js'
import { opening, STREAM } from './given-openings.js'

/** One engine under the contract: an empty store, opened as often as asked. */
export interface PersonalDataUnderContract {
  /** @param onWithoutKey told of a value that no stored key opens */
  open(onWithoutKey?: () => void): Promise<PersonalData>
  /** Copies the keys as they stand. @returns puts the copy in their place; nobody has them open then */
  copyKeys(): Promise<() => Promise<void>>
  dispose(): Promise<void>
}

/** What every engine of personal data must do. */
export function personalDataContract(
  engine: string,
  make: () => Promise<PersonalDataUnderContract>,
): void {
  describe(`personal-data contract: ${engine}`, () => {
    let under: PersonalDataUnderContract
    let data: PersonalData

    beforeEach(async () => {
      under = await make()
      data = await under.open()
    })
    afterEach(async () => {
      await data.close()
      await under.dispose()
    })

    const reopen = async (): Promise<void> => {
      await data.close()
      data = await under.open()
    }

    openings(() => data, reopen)
    erasures(() => data)
    underWay(() => data, reopen)
    pseudonyms(() => data)
    credentials(() => data)
    describe('with keys older than the openings', () => {
      olderKeys({
        data: () => data,
        copyKeys: () => under.copyKeys(),
        async reopenWith(restore, onWithoutKey) {
          await data.close()
          await restore()
          data = await under.open(onWithoutKey)
        },
      })
    })
  })
}

function openings(data: () => PersonalData, reopen: () => Promise<void>): void {
  test('an opening is found by its entry and survives closing', async () => {
    await data().openings.put([opening(3, 'name', 'person-a', 'Nadia Benali')])
    await reopen()
    const found = await data().openings.forEntries([{ stream: STREAM, revision: 3 }])
    expect([...found.values()]).toEqual([opening(3, 'name', 'person-a', 'Nadia Benali')])
  })

  test('many puts at once are all durable, and a repeated one adds nothing', async () => {
    const all = Array.from({ length: 50 }, (_, i) => opening(i, 'name', `person-${i % 3}`, `n${i}`))
    await Promise.all([...all, ...all].map((each) => data().openings.put([each])))
    await reopen()
    expect(await data().openings.forCase(STREAM)).toEqual(all)
  })

  test('the openings of a case come by revision, and within one by code point of the field', async () => {
    const fields = ['é', 'a', 'Z', 'name-1', 'name', 'name.0']
    await data().openings.put(fields.map((field) => opening(10, field, 'person-a', field)))
    await data().openings.put([opening(9, 'z', 'person-a', 'before')])
    const found = await data().openings.forCase(STREAM)
    expect(found.map(({ field }) => field)).toEqual([
      ...['z', 'Z', 'a', 'name', 'name-1', 'name.0', 'é'],
    ])
  })

  test('many entries are asked for at once; those without openings are absent', async () => {
    const all = Array.from({ length: 300 }, (_, i) => opening(2 * i, 'name', 'person-a', `n${i}`))
    await data().openings.put(all)
    const places: EntryPlace[] = all.flatMap(({ stream, revision }) => [
      { stream, revision },
      { stream, revision: revision + 1 },
      { stream: `${stream}0`, revision },
    ])
    const found = await data().openings.forEntries(places)
    expect([...found.keys()].sort()).toEqual(all.map(({ digest }) => digest).sort())
  })

  test('what a lost revision left behind is told from what took its place', async () => {
    const lost = opening(0, 'name', 'person-a', 'lost')
    const stands = opening(0, 'name', 'person-b', 'stands')
    await data().openings.put([lost])
    await data().openings.put([stands])
    const found = await data().openings.forEntries([{ stream: STREAM, revision: 0 }])
    expect(found.get(stands.digest)).toEqual(stands)
    expect(found.get(lost.digest)).toEqual(lost)
  })

  test('read beside other work openings are the same, question by question; erased ones are absent', async () => {
    await data().openings.put([
      opening(0, 'name', 'person-a', 'Nadia Benali'),
      opening(1, 'name', 'person-b', 'Claire Vasseur'),
      opening(1, 'mission', 'person-b', 'Décrire les lésions'),
    ])
    const places = [0, 1, 2].map((revision) => ({ stream: STREAM, revision }))
    const beside = data().readBeside()
    const ask = (from: number) => beside.forEntries(places.slice(from))
    const here = (from: number) => data().openings.forEntries(places.slice(from))
    expect(await Promise.all([ask(0), ask(1), ask(2)])).toEqual([
      await here(0),
      await here(1),
      new Map(),
    ])
    await data().openings.erase('person-b', STREAM)
    expect([...(await ask(0)).values()].map(({ person }) => person)).toEqual(['person-a'])
    await beside.close()
  })
}

function erasures(data: () => PersonalData): void {
  test('T-24 erasing tells the same digests until it is recorded, and spares everybody else', async () => {
    const kept = opening(1, 'name', 'person-b', 'Claire Vasseur')
    const elsewhere = opening(0, 'name', 'person-a', 'Nadia Benali', { stream: `${STREAM}0` })
    const erased = [
      opening(0, 'name', 'person-a', 'Nadia Benali'),
      opening(2, 'a', 'person-a', 'x'),
    ]
    await data().openings.put([...erased, kept, elsewhere])
    const digests = erased.map(({ digest }) => digest)
    expect(await data().openings.erase('person-a', STREAM)).toEqual(digests)
    expect(await data().openings.forCase(STREAM)).toEqual([kept])
    expect(await data().openings.erase('person-a', STREAM)).toEqual(digests)
    await data().openings.forget('person-a', STREAM)
    expect(await data().openings.erase('person-a', STREAM)).toEqual([])
    expect(await data().openings.forCase(`${STREAM}0`)).toEqual([elsewhere])
  })

  test('what comes after an erasure is sealed under a new key and can be opened', async () => {
    const later = opening(4, 'name', 'person-a', 'Nadia Benali')
    await data().openings.put([opening(0, 'name', 'person-a', 'Nadia Benali')])
    await data().openings.erase('person-a', STREAM)
    await data().openings.put([later])
    expect(await data().openings.forCase(STREAM)).toEqual([later])
  })

  test('T-24 erasing in the middle of puts leaves nothing that no key opens and nobody names', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const all = Array.from({ length: 20 }, (_, i) =>
        opening(100 * turn + i, 'name', 'person-a', `n${i}`),
      )
      const puts = all.map(async (each, i) => {
        for (let tick = 0; tick < i; tick++) await Promise.resolve()
        await data().openings.put([each])
      })
      const named = new Set(await data().openings.erase('person-a', STREAM))
      await Promise.all(puts)
      const found = await data().openings.forCase(STREAM)
      const open = new Set(found.map(({ digest }) => digest))
      const lost = all.filter(({ digest }) => named.has(digest) === open.has(digest))
      expect([turn, lost]).toEqual([turn, []])
      await data().openings.forget('person-a', STREAM)
    }
  })

  test('T-24 what a restored copy brought back is erased again by its digests', async () => {
    const back = Array.from({ length: 1_100 }, (_, i) => opening(i, 'name', 'person-a', `n${i}`))
    const kept = opening(5_000, 'name', 'person-a', 'kept')
    const gone = opening(6_000, 'name', 'person-b', 'gone')
    await data().openings.put([...back, kept, gone])
    const digests = [...back, gone].map(({ digest }) => digest).concat('ab'.repeat(32))
    expect(await data().openings.eraseAgain(digests)).toBe(1_101)
    expect(await data().openings.eraseAgain(digests)).toBe(0)
    expect(await data().openings.forCase(STREAM)).toEqual([kept])
  })
}

function underWay(data: () => PersonalData, reopen: () => Promise<void>): void {
  test('T-63 an erasure under way survives closing, and nothing of it is left when it is over', async () => {
    const content = { person: 'person-a', ground: { reference: 'DPD-2026-014' } }
    const id = await data().erasures.keep(content)
    const other = await data().erasures.keep('another')
    await reopen()
    const kept = await data().erasures.all()
    expect(new Map(kept.map((each) => [each.id, each.content]))).toEqual(
      new Map<string, unknown>([
        [id, content],
        [other, 'another'],
      ]),
    )
    await data().erasures.finish(id)
    expect((await data().erasures.all()).map((each) => each.id)).toEqual([other])
  })

  test('what is held of a person is counted field by field; what is erased, and what is another’s, is not', async () => {
    await data().openings.put([
      opening(0, 'name', 'person-a', 'Nadia Benali'),
      opening(3, 'address', 'person-a', 'x'),
      opening(7, 'address', 'person-a', 'y'),
      opening(9, 'address', 'person-b', 'z'),
    ])
    expect(await data().openings.heldOf('person-a', STREAM)).toEqual([
      { field: 'address', count: 2, first: 3, last: 7 },
      { field: 'name', count: 1, first: 0, last: 0 },
    ])
    await data().openings.erase('person-a', STREAM)
    expect(await data().openings.heldOf('person-a', STREAM)).toEqual([])
  })
}

function pseudonyms(data: () => PersonalData): void {
  test('persons with a pseudonym in a category come in order, page by page, once each', async () => {
    const { pseudonyms: kept } = data()
    for (const person of ['b', 'Z', 'é', 'a']) {
      await kept.forPerson(person, `actor-${person}`)
      await kept.forPerson(person, `actor-${person}2`)
    }
    await kept.forPerson('c', 'actors-1')
    expect(await kept.personsIn('actor', '', 3)).toEqual(['Z', 'a', 'b'])
    expect(await kept.personsIn('actor', 'b', 3)).toEqual(['é'])
  })

  test('a person has one random pseudonym per stream, and it leads back to him', async () => {
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => data().pseudonyms.forPerson('person-a', STREAM)),
    )
    expect(new Set(asked).size).toBe(1)
    const other = await data().pseudonyms.forPerson('person-a', `${STREAM.slice(0, -1)}2`)
    expect(other).not.toBe(asked[0])
    expect(await data().pseudonyms.personOf(asked[0]!)).toBe('person-a')
    expect(await data().pseudonyms.personsOf([other, 'nobody', asked[0]!])).toEqual(
      new Map([
        [other, 'person-a'],
        [asked[0], 'person-a'],
      ]),
    )
    expect(await data().pseudonyms.personsOf([])).toEqual(new Map())
    expect(await data().pseudonyms.placeOf(asked[0]!)).toEqual({
      person: 'person-a',
      stream: STREAM,
    })
    expect(await data().pseudonyms.placeOf('nobody')).toBeUndefined()
    expect(await data().pseudonyms.ofPerson('person-a')).toHaveLength(2)
    expect(await data().pseudonyms.find('person-b', STREAM)).toBeUndefined()
    expect(await data().pseudonyms.keep('person-a', STREAM, 'another')).toBe(asked[0])
  })
}

function credentials(data: () => PersonalData): void {
  test('a credential leads to whom it was bound last', async () => {
    const { credentials: kept } = data()
    expect(await kept.personOf('credential-1')).toBeUndefined()
    await kept.keep('credential-1', 'person-a')
    await kept.keep('credential-1', 'person-b')
    await kept.keep('credential-2', 'person-a')
    expect(await kept.personOf('credential-1')).toBe('person-b')
  })

  test('credentials are bound one after the other, whatever becomes of each', async () => {
    const { credentials: kept } = data()
    const bind = (person: string) =>
      kept.binding(async () => {
        if ((await kept.personOf('credential-3')) !== undefined) throw new RangeError(person)
        await kept.keep('credential-3', person)
      })
    const bound = await Promise.allSettled(['a', 'b', 'c'].map(bind))
    expect(bound.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await kept.personOf('credential-3')).toBe('a')
  })
}
