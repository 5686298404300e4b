import { ApiProblem } from '../api/api-problem.ts'
import type { Page } from '../api/types.ts'
import { usePages } from './use-pages.ts'

interface Item {
  readonly id: string
  readonly state?: string
}

const items = (...ids: string[]): Item[] => ids.map((id) => ({ id }))
const ids = (list: readonly Item[] | undefined) => list?.map(({ id }) => id)

/** Answers what it is given, in order; remembers what was asked. */
function pagesOf(...answers: (Page<Item> | Error)[]) {
  const asked: (string | undefined)[] = []
  const pages = usePages<Item>((cursor) => {
    asked.push(cursor)
    const answer = answers.shift()!
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
  return { pages, asked }
}

test('pages follow one another by their cursors until there is no next', async () => {
  const { pages, asked } = pagesOf(
    { items: items('c', 'b'), next: 'after-b' },
    { items: items('a') },
  )
  await pages.restart()
  expect(pages.hasMore.value).toBe(true)
  await pages.more()
  expect(ids(pages.items.value)).toEqual(['c', 'b', 'a'])
  expect(pages.hasMore.value).toBe(false)
  await pages.more()
  expect(asked).toEqual([undefined, 'after-b'])
})

test('the rest is read to its end, after what is under way', async () => {
  const { pages, asked } = pagesOf(
    { items: items('e'), next: 'after-e' },
    { items: items('e'), next: 'after-e' },
    { items: items('d'), next: 'after-d' },
    { items: items('c') },
  )
  await pages.restart()
  void pages.refresh()
  await pages.rest()
  expect(ids(pages.items.value)).toEqual(['e', 'd', 'c'])
  expect(pages.hasMore.value).toBe(false)
  expect(asked).toEqual([undefined, undefined, 'after-e', 'after-d'])
})

test('the rest stops where a page cannot be read, and says that there is more', async () => {
  const { pages } = pagesOf(
    { items: items('b'), next: 'after-b' },
    new ApiProblem(503, 'SERVER_ERROR'),
  )
  await pages.restart()
  await pages.rest()
  expect(pages.problem.value?.code).toBe('SERVER_ERROR')
  expect(ids(pages.items.value)).toEqual(['b'])
  expect(pages.hasMore.value).toBe(true)
})

test('a refresh puts the first page over what is shown and tells what is new', async () => {
  const { pages } = pagesOf(
    { items: items('c', 'b'), next: 'after-b' },
    { items: items('a') },
    { items: [{ id: 'd' }, { id: 'c', state: 'stamped' }], next: 'after-c' },
  )
  await pages.restart()
  await pages.more()
  expect(ids(await pages.refresh())).toEqual(['d'])
  expect(ids(pages.items.value)).toEqual(['d', 'c', 'b', 'a'])
  expect(pages.items.value![1]!.state).toBe('stamped')
})

test('a refresh that reaches nothing known starts anew, so that no entry is left out between', async () => {
  const { pages, asked } = pagesOf(
    { items: items('b', 'a') },
    { items: items('f', 'e'), next: 'after-e' },
    { items: items('d', 'c'), next: 'after-c' },
  )
  await pages.restart()
  await pages.refresh()
  expect(ids(pages.items.value)).toEqual(['f', 'e'])
  await pages.more()
  expect(ids(pages.items.value)).toEqual(['f', 'e', 'd', 'c'])
  expect(asked).toEqual([undefined, undefined, 'after-e'])
})

test('an answer that comes after a restart is not shown', async () => {
  const waiting: ((page: Page<Item>) => void)[] = []
  const pages = usePages<Item>(() => new Promise((resolve) => waiting.push(resolve)))
  const first = pages.restart()
  const second = pages.restart()
  waiting[1]!({ items: items('new') })
  await second
  waiting[0]!({ items: items('old') })
  await first
  expect(ids(pages.items.value)).toEqual(['new'])
})

test('a problem stands beside what was shown and goes with the next answer', async () => {
  const refused = new ApiProblem(503, 'SERVER_ERROR')
  const { pages } = pagesOf({ items: items('a') }, refused, { items: items('b', 'a') })
  await pages.restart()
  await pages.refresh()
  expect(pages.problem.value).toBe(refused)
  expect(ids(pages.items.value)).toEqual(['a'])
  await pages.refresh()
  expect(pages.problem.value).toBeUndefined()
  expect(ids(pages.items.value)).toEqual(['b', 'a'])
})

test('an error that is no answer of the server is not hidden', async () => {
  const { pages } = pagesOf(new TypeError('a bug'))
  await expect(pages.restart()).rejects.toThrow('a bug')
})
