import { shallowRef } from 'vue'
import { erasePerson, getHeldData, listErasures, searchPersons } from '../api/personal-data.ts'
import type { AskedErasure, Erasure, FoundPersons, HeldData } from '../api/types.ts'
import { usePages, type Pages } from './use-pages.ts'
import { useRequest, type Requested } from './use-request.ts'

export function usePersonSearch(text: () => string): Requested<FoundPersons> {
  return useRequest(() => searchPersons(text()))
}

export function useHeldData(person: () => string): Requested<HeldData> {
  return useRequest(() => getHeldData(person()))
}

export function useErasures(): Pages<Erasure> {
  return usePages(listErasures)
}

/** What is asked keeps its key until it is changed: sent again, it erases once. */
export function useErasing(person: () => string, asked: () => AskedErasure): Requested<number> {
  const sent = shallowRef({ text: '', key: '' })
  return useRequest(() => {
    const body = asked()
    const text = JSON.stringify(body)
    if (sent.value.text !== text) sent.value = { text, key: crypto.randomUUID() }
    return erasePerson(person(), body, sent.value.key)
  })
}
