import { lastValueFrom, type Subscription } from 'rxjs'
import {
  START,
  type EventStore,
  type PageHandler,
  type Position,
  type StoredEvent,
} from '../../src/event-store/event-store.js'
import { event, events, newStream } from './kit.js'

export function subscribing(store: () => EventStore): void {
  test('first what is there, then what comes, in order, once', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(700))
    const seen = collect(store(), START)
    await seen.until(700)
    for (let revision = 699; revision < 799; revision++) {
      await store().append(stream, revision, [event(`${revision + 1}`)])
    }
    await seen.until(800)
    expect(seen.revisions()).toEqual(Array.from({ length: 800 }, (_, i) => i))
    await seen.stop()
  })

  test('each of several subscribers gets everything from its own position', async () => {
    const stream = newStream()
    const { position } = await store().append(stream, -1, events(5))
    const [fromStart, fromHead] = [collect(store(), START), collect(store(), position)]
    await store().append(stream, 4, [event('5')])
    await Promise.all([fromStart.until(6), fromHead.until(1)])
    expect(fromStart.revisions()).toEqual([0, 1, 2, 3, 4, 5])
    expect(fromHead.revisions()).toEqual([5])
    await Promise.all([fromStart.stop(), fromHead.stop()])
  })

  test('a slow handler gets one page at a time and the position of each page is emitted', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(1_000))
    await store().append(stream, 999, events(300, 1_000))
    let inside = 0
    const handled: Position[] = []
    const emitted: Position[] = []
    await new Promise<void>((resolve, reject) => {
      const handle: PageHandler = async (page) => {
        expect(++inside).toBe(1)
        await new Promise(setImmediate)
        inside--
        handled.push(page.at(-1)!.position)
      }
      const subscription = store()
        .subscribe(START, handle)
        .subscribe({
          error: reject,
          next: (position) => {
            emitted.push(position)
            if (position === handled.at(-1) && emitted.length > 2) {
              subscription.unsubscribe()
              resolve()
            }
          },
        })
    })
    expect(emitted).toEqual(handled.slice(0, emitted.length))
  })

  test('a handler that fails errors the observable; resuming from the last position loses and doubles nothing', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(1_000))
    const seen: number[] = []
    let position = START
    let failures = 0
    while (seen.length < 1_000) {
      const pages = store().subscribe(position, async (page) => {
        if (failures < 3 && seen.length >= failures * 400) {
          failures++
          throw new RangeError('handler')
        }
        seen.push(...page.map((e) => e.revision))
      })
      await new Promise<void>((resolve) => {
        const subscription = pages.subscribe({
          next: (reached) => {
            position = reached
            if (seen.length === 1_000) {
              subscription.unsubscribe()
              resolve()
            }
          },
          error: (error: unknown) => {
            expect(error).toBeInstanceOf(RangeError)
            resolve()
          },
        })
      })
    }
    expect(failures).toBeGreaterThan(1)
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
  })

  test('unsubscribing in the middle of a page lets it finish and hands over no other', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(1_000))
    const entered = Promise.withResolvers<undefined>()
    const release = Promise.withResolvers<undefined>()
    const finished = Promise.withResolvers<undefined>()
    let pages = 0
    const subscription = store()
      .subscribe(START, async () => {
        pages++
        entered.resolve(undefined)
        await release.promise
        finished.resolve(undefined)
      })
      .subscribe()
    await entered.promise
    subscription.unsubscribe()
    release.resolve(undefined)
    await finished.promise
    await store().append(stream, 999, [event('more')])
    const other = collect(store(), START)
    await other.until(1_001)
    await other.stop()
    expect(pages).toBe(1)
  })

  test('closing lets the page in hand finish, then completes every subscription', async () => {
    const stream = newStream()
    await store().append(stream, -1, events(3))
    let isFinished = false
    const entered = Promise.withResolvers<undefined>()
    const pages = store().subscribe(START, async () => {
      entered.resolve(undefined)
      await new Promise(setImmediate)
      isFinished = true
    })
    const completed = lastValueFrom(pages)
    const idle = lastValueFrom(
      store().subscribe(await store().headPosition(), async () => {}),
      {
        defaultValue: START,
      },
    )
    await entered.promise
    await store().close()
    expect(isFinished).toBe(true)
    await Promise.all([completed, idle])
  })
}

function collect(store: EventStore, after: Position) {
  const seen: StoredEvent[] = []
  let subscription: Subscription
  const waiting = new Set<() => void>()
  const failure = new Promise<never>((_, reject) => {
    subscription = store
      .subscribe(after, async (page) => {
        seen.push(...page)
      })
      .subscribe({ next: () => waiting.forEach((wake) => wake()), error: reject })
  })
  return {
    revisions: () => seen.map((stored) => stored.revision),
    until: async (count: number) => {
      while (seen.length < count) {
        await Promise.race([failure, new Promise<void>((resolve) => waiting.add(resolve))])
      }
      expect(seen).toHaveLength(count)
    },
    stop: async () => subscription.unsubscribe(),
  }
}
