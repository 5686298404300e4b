import { firstValueFrom } from 'rxjs'
import { START, type EventStore } from '../../src/event-store/event-store.js'
import { event, events, newStream, readEverything } from './kit.js'

export function reading(store: () => EventStore): void {
  test('a missing stream and what is past the end are empty', async () => {
    const stream = newStream()
    expect(await store().readStream(stream, 0, 10)).toEqual([])
    expect(await store().readHead(stream)).toBeUndefined()
    await store().append(stream, -1, [event('a')])
    expect(await store().readStream(stream, 1, 10)).toEqual([])
  })

  test('pages by revision and by position, without gap or overlap', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(10))
    const page = await store().readStream(stream, 3, 4)
    expect(page.map((e) => e.revision)).toEqual([3, 4, 5, 6])
    const all = await store().readAll(START, 6)
    const rest = await store().readAll(all.at(-1)!.position, 6)
    expect([...all, ...rest].map((e) => e.revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('the event at a position, and none where there is none', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(3))
    const [first, second, third] = await store().readAll(START, 10)
    expect(await store().readAt(second!.position)).toEqual(second)
    expect(await store().readAt(first!.position - 1n)).toBeUndefined()
    expect(await store().readAt(third!.position + 1n)).toBeUndefined()
    expect(await store().readAt(START)).toBeUndefined()
  })

  test('the head of a stream and of the store', async () => {
    expect(await store().headPosition()).toBe(START)
    const stream = newStream()
    const last = event('last')
    const { position } = await store().append(stream, -1, [event('a'), last])
    expect(await store().headPosition()).toBe(position)
    expect(await store().readHead(stream)).toMatchObject({
      stream,
      revision: 1,
      position,
      id: last.id,
    })
  })
}

export function closing(store: () => EventStore, reopen: () => Promise<EventStore>): void {
  test('after closing and opening again everything is as it was, and goes on', async () => {
    const stream = newStream()
    const last = event('b')
    const { position } = await store().append(stream, -1, [event('a'), last])
    const before = await readEverything(store())
    await store().close()
    const again = await reopen()
    expect(await readEverything(again)).toEqual(before)
    expect(await again.append(stream, -1, [{ ...event('a'), id: before[0]!.id }, last])).toEqual({
      revision: 1,
      position,
    })
    expect((await again.append(stream, 1, [event('c')])).position > position).toBe(true)
  })

  test('closing waits for what was asked before, and closing twice is closing once', async () => {
    const stream = newStream()
    const pending = store().append(stream, -1, [event('a')])
    await Promise.all([store().close(), store().close()])
    await expect(pending).resolves.toMatchObject({ revision: 0 })
    expect(await (await reopen()).readHead(stream)).toMatchObject({ revision: 0 })
  })

  test('a closed store refuses to append, read and subscribe', async () => {
    await store().close()
    const unavailable = { code: 'STORE_UNAVAILABLE' }
    await expect(store().append(newStream(), -1, [event('a')])).rejects.toMatchObject(unavailable)
    await expect(store().readAll(START, 1)).rejects.toMatchObject(unavailable)
    await expect(store().headPosition()).rejects.toMatchObject(unavailable)
    const pages = store().subscribe(START, async () => {})
    expect(await firstValueFrom(pages, { defaultValue: 'completed' })).toBe('completed')
  })
}
