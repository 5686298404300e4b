import { randomBytes } from 'node:crypto'
import { MAX_APPEND_BYTES } from '../../src/event-store/check-append.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { bytes, event, events, newStream, readEverything, text } from './kit.js'

export function appending(store: () => EventStore): void {
  test('a stream begins at revision 0 and goes on by one', async () => {
    const stream = newStream()
    const first = await store().append(stream, -1, [event('a')])
    const second = await store().append(stream, 0, [event('b'), event('c')])
    expect([first.revision, second.revision]).toEqual([0, 2])
    expect(second.position > first.position).toBe(true)
    const stored = await store().readStream(stream, 0, 10)
    expect(stored.map((e) => [e.revision, text(e)])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ])
  })

  test.each([
    ['a stream that is not there', -1, 0],
    ['a later revision', 0, 1],
    ['an earlier revision', 1, 0],
    ['no stream where there is one', 1, -1],
  ])(
    'expecting %s is refused with both revisions and stores nothing',
    async (_, head, expected) => {
      const stream = newStream()
      if (head >= 0) await store().append(stream, -1, events(head + 1))
      await expect(store().append(stream, expected, [event('x')])).rejects.toMatchObject({
        code: 'WRONG_REVISION',
        details: { expected, actual: head },
      })
      expect(await store().readStream(stream, 0, 10)).toHaveLength(head + 1)
    },
  )

  test('of concurrent appends at one revision exactly one wins', async () => {
    const stream = newStream()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) => store().append(stream, -1, [event(`${i}`)])),
    )
    const won = outcomes.filter((o) => o.status === 'fulfilled')
    const lost = outcomes.filter((o) => o.status === 'rejected').map((o) => o.reason as unknown)
    expect(won).toHaveLength(1)
    expect(lost).toHaveLength(15)
    for (const reason of lost) expect(reason).toMatchObject({ code: 'WRONG_REVISION' })
    expect(await store().readStream(stream, 0, 20)).toHaveLength(1)
  })

  test('a refused append among others in the same commit takes nothing with it', async () => {
    const [good, bad, other] = [newStream(), newStream(), newStream()]
    const outcomes = await Promise.allSettled([
      store().append(good, -1, [event('1')]),
      store().append(bad, 5, [event('no'), event('no')]),
      store().append(other, -1, [event('2')]),
    ])
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await store().readStream(bad, 0, 10)).toEqual([])
    expect((await store().readStream(good, 0, 10)).map(text)).toEqual(['1'])
    expect((await store().readStream(other, 0, 10)).map(text)).toEqual(['2'])
  })

  test('100 callers append to their own streams: all is there, positions strictly increase', async () => {
    const streams = Array.from({ length: 100 }, newStream)
    await Promise.all(
      streams.map(async (stream) => {
        for (let revision = -1; revision < 4; revision++) {
          const result = await store().append(stream, revision, [
            event(`${stream}/${revision + 1}`),
          ])
          expect(result.revision).toBe(revision + 1)
        }
      }),
    )
    const all = await readEverything(store())
    expect(all).toHaveLength(500)
    for (let i = 1; i < all.length; i++) expect(all[i]!.position > all[i - 1]!.position).toBe(true)
    for (const stored of all) expect(text(stored)).toBe(`${stored.stream}/${stored.revision}`)
  })

  test('bytes come back exactly: every value 0..255, none, 100 kB, a view into a larger buffer', async () => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i)
    const view = randomBytes(64).subarray(7, 40)
    const contents = [every, new Uint8Array(0), new Uint8Array(randomBytes(100_000)), view]
    const stream = newStream()
    await store().append(
      stream,
      -1,
      contents.map((data) => ({ ...event(''), data })),
    )
    const stored = await store().readStream(stream, 0, 10)
    for (const [i, data] of contents.entries()) {
      expect(Buffer.compare(stored[i]!.data, data)).toBe(0)
    }
  })

  test('data up to the limit is taken, one byte more is refused and stores nothing', async () => {
    const stream = newStream()
    const big = { ...event(''), data: new Uint8Array(MAX_APPEND_BYTES).fill(7) }
    await store().append(stream, -1, [big])
    const over = [big, { ...event(''), data: new Uint8Array(1) }]
    await expect(store().append(stream, 0, over)).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE' })
    expect((await store().readHead(stream))?.revision).toBe(0)
  })

  test.each([
    ['no event', 'case-1', -1, []],
    ['a stream without category', 'case', -1, ['ok']],
    ['a system stream', '$all-1', -1, ['ok']],
    ['a revision below -1', 'case-1', -2, ['ok']],
    ['a fractional revision', 'case-1', 0.5, ['ok']],
    ['an id that is no uuid', 'case-1', -1, ['not-a-uuid']],
  ])('%s is refused', async (_, stream, revision, ids) => {
    const bad = ids.map((id) => (id === 'ok' ? event('x') : { ...event('x'), id }))
    await expect(store().append(stream, revision, bad)).rejects.toMatchObject({
      code: 'EVENT_INVALID',
    })
  })
}

export function repeating(store: () => EventStore): void {
  test('the same ids and bytes at the same revision: the first answer, nothing stored again', async () => {
    const stream = newStream()
    const both = [event('a'), event('b')]
    const first = await store().append(stream, -1, both)
    await store().append(stream, 1, [event('later')])
    expect(await store().append(stream, -1, both)).toEqual(first)
    expect(await store().readStream(stream, 0, 10)).toHaveLength(3)
  })

  test('a repeat while the first is still under way', async () => {
    const stream = newStream()
    const once = [event('a')]
    const answers = await Promise.all([
      store().append(stream, -1, once),
      store().append(stream, -1, once),
    ])
    expect(answers[0]).toEqual(answers[1])
    expect(await store().readStream(stream, 0, 10)).toHaveLength(1)
  })

  test('the same id with other bytes is refused, never dropped in silence', async () => {
    const stream = newStream()
    const original = event('a')
    await store().append(stream, -1, [original])
    const changed = { ...original, data: bytes('b') }
    await expect(store().append(stream, -1, [changed])).rejects.toMatchObject({
      code: 'EVENT_ID_REUSED',
    })
    expect((await store().readStream(stream, 0, 10)).map(text)).toEqual(['a'])
  })

  test('a known event followed by a new one is a wrong revision', async () => {
    const stream = newStream()
    const known = event('a')
    await store().append(stream, -1, [known])
    await expect(store().append(stream, -1, [known, event('b')])).rejects.toMatchObject({
      code: 'WRONG_REVISION',
    })
    expect(await store().readStream(stream, 0, 10)).toHaveLength(1)
  })

  test('the same id twice in one append is refused', async () => {
    const twice = event('a')
    await expect(store().append(newStream(), -1, [twice, twice])).rejects.toMatchObject({
      code: 'EVENT_ID_REUSED',
    })
  })
}
