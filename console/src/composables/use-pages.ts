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
  /** Reads the first page again and puts it over what is shown; returns the items that are new. */
  readonly refresh: () => Promise<readonly Item[]>
}

/** Keyset pages, one after another. A restart outruns whatever is under way. */
export function usePages<Item extends Identified>(
  ask: (cursor?: string) => Promise<Page<Item>>,
): Pages<Item> {
  const items = shallowRef<readonly Item[]>()
  const hasMore = shallowRef(false)
  const problem = shallowRef<ApiProblem>()
  const isLoading = shallowRef(false)
  let cursor: string | undefined
  let epoch = 0

  const read = async (from: string | undefined, use: (page: Page<Item>) => void) => {
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
  const show = (shown: readonly Item[], next: string | undefined) => {
    items.value = shown
    cursor = next
    hasMore.value = next !== undefined
  }
  return {
    items,
    hasMore,
    problem,
    isLoading,
    async restart() {
      epoch++
      items.value = undefined
      await read(undefined, (page) => show(page.items, page.next))
    },
    async more() {
      if (cursor === undefined || isLoading.value) return
      await read(cursor, (page) => show([...(items.value ?? []), ...page.items], page.next))
    },
    async refresh() {
      let fresh: readonly Item[] = []
      await read(undefined, (page) => {
        const shown = items.value ?? []
        fresh = unknownItems(page.items, shown)
        const isGap = fresh.length === page.items.length
        if (isGap) {
          // What was asked after the old list is no continuation of the new one.
          epoch++
          isLoading.value = false
        }
        show(isGap ? page.items : withFirstPage(page.items, shown), isGap ? page.next : cursor)
      })
      return fresh
    },
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
