import { shallowRef, type ShallowRef } from 'vue'
import { listAccesses, listOwnAccesses, listReaders } from '../api/accesses.ts'
import type { Access, Reader } from '../api/types.ts'
import { usePages, type Pages } from './use-pages.ts'

export function useOwnAccesses(): Pages<Access> {
  return usePages(listOwnAccesses)
}

export function useReaders(): Pages<Reader> {
  return usePages(listReaders)
}

/** What a person read; `name` is null once erased, undefined until it is known. */
export function useReaderAccesses(
  person: () => string,
): Pages<Access> & { readonly name: ShallowRef<string | null | undefined> } {
  const name = shallowRef<string | null>()
  const pages = usePages(async (cursor) => {
    const page = await listAccesses(person(), cursor)
    name.value = page.name
    return page
  })
  return { ...pages, name }
}
