import { shallowRef, type ShallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import type { Page } from '../api/types.ts'

export interface Pages<Item> {
  readonly items: ShallowRef<readonly Item[] | undefined>
  readonly hasMore: ShallowRef<boolean>
  readonly problem: ShallowRef<ApiProblem | undefined>
  readonly isLoading: ShallowRef<boolean>
  /** From the first page on, anew. */
  restart(): Promise<void>
  more(): Promise<void>
  /** Reads the first page again and puts it over what is shown; returns the items that are new. */
  refresh(): Promise<readonly Item[]>
}

/** Keyset pages, one after another. A restart outruns whatever is under way. */
export function usePages<Item extends { readonly id: string }>(
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
  const advance = (page: Page<Item>) => {
    cursor = page.next
    hasMore.value = page.next !== undefined
  }
  return {
    items,
    hasMore,
    problem,
    isLoading,
    async restart() {
      epoch++
      items.value = undefined
      await read(undefined, (page) => {
        items.value = page.items
        advance(page)
      })
    },
    async more() {
      if (cursor === undefined || isLoading.value) return
      await read(cursor, (page) => {
        items.value = [...(items.value ?? []), ...page.items]
        advance(page)
      })
    },
    async refresh() {
      let fresh: readonly Item[] = []
      await read(undefined, (page) => {
        const shown = items.value ?? []
        const known = new Set(shown.map(({ id }) => id))
        const first = new Set(page.items.map(({ id }) => id))
        fresh = page.items.filter(({ id }) => !known.has(id))
        const isGap = shown.length > 0 && fresh.length === page.items.length
        if (isGap || items.value === undefined) {
          items.value = page.items
          advance(page)
        } else {
          items.value = [...page.items, ...shown.filter(({ id }) => !first.has(id))]
        }
      })
      return fresh
    },
  }
}
