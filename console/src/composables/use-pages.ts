import { shallowRef, type ShallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import type { Page } from '../api/types.ts'

interface Identified {
  readonly id: string
}

export interface Pages<Item> {
  readonly items: ShallowRef<readonly Item[] | undefined>
  readonly hasMore: ShallowRef<boolean>
  readonly problem: ShallowRef<ApiProblem | undefined>
  readonly isLoading: ShallowRef<boolean>
  /** From the first page on, anew. */
  readonly restart: () => Promise<void>
  readonly more: () => Promise<void>
  /** Reads on to the last page; stops at a problem. */
  readonly rest: () => Promise<void>
  /** Reads the first page again and puts it over what is shown; returns the items that are new. */
  readonly refresh: () => Promise<readonly Item[]>
}

/** Keyset pages, one after another. A restart outruns whatever is under way. */
export function usePages<Item extends Identified>(
  ask: (cursor?: string) => Promise<Page<Item>>,
): Pages<Item> {
  const items = shallowRef<readonly Item[]>()
  const hasMore = shallowRef(false)
  const { problem, isLoading, read, drop, settled } = useReading(ask)
  let cursor: string | undefined

  const show = (shown: readonly Item[], next: string | undefined) => {
    items.value = shown
    cursor = next
    hasMore.value = next !== undefined
  }
  const more = async () => {
    if (cursor === undefined || isLoading.value) return
    await read(cursor, (page) => show([...(items.value ?? []), ...page.items], page.next))
  }
  return {
    items,
    hasMore,
    problem,
    isLoading,
    more,
    async restart() {
      drop()
      items.value = undefined
      await read(undefined, (page) => show(page.items, page.next))
    },
    async rest() {
      await settled()
      while (hasMore.value && problem.value === undefined) {
        await more()
        await settled()
      }
    },
    async refresh() {
      let fresh: readonly Item[] = []
      await read(undefined, (page) => {
        const shown = items.value ?? []
        fresh = unknownItems(page.items, shown)
        const isGap = fresh.length === page.items.length
        // What was asked after the old list is no continuation of the new one.
        if (isGap) drop()
        show(isGap ? page.items : withFirstPage(page.items, shown), isGap ? page.next : cursor)
      })
      return fresh
    },
  }
}

/** One page at a time; what was asked before a drop is not used. */
function useReading<Item>(ask: (cursor?: string) => Promise<Page<Item>>) {
  const problem = shallowRef<ApiProblem>()
  const isLoading = shallowRef(false)
  let epoch = 0
  let last = Promise.resolve()

  const readOne = async (from: string | undefined, use: (page: Page<Item>) => void) => {
    const mine = epoch
    isLoading.value = true
    try {
      const page = await ask(from)
      if (mine !== epoch) return
      problem.value = undefined
      use(page)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (mine === epoch) problem.value = error
    } finally {
      if (mine === epoch) isLoading.value = false
    }
  }
  return {
    problem,
    isLoading,
    read: (from: string | undefined, use: (page: Page<Item>) => void) =>
      (last = readOne(from, use)),
    drop: () => {
      epoch++
      isLoading.value = false
    },
    /** Once what was asked last is answered. */
    settled: () => last,
  }
}

function unknownItems<Item extends Identified>(
  first: readonly Item[],
  shown: readonly Item[],
): readonly Item[] {
  const known = new Set(shown.map(({ id }) => id))
  return first.filter(({ id }) => !known.has(id))
}

/** The first page as it is now, then what stood after it. */
function withFirstPage<Item extends Identified>(
  first: readonly Item[],
  shown: readonly Item[],
): readonly Item[] {
  const renewed = new Set(first.map(({ id }) => id))
  return [...first, ...shown.filter(({ id }) => !renewed.has(id))]
}
