import { getJournalTimeline, listJournals } from '../api/journals.ts'
import type { Journal, TimelineItem } from '../api/types.ts'
import { usePages, type Pages } from './use-pages.ts'

export function useJournalList(): Pages<Journal> {
  return usePages(listJournals)
}

export function useJournalTimeline(id: () => string): Pages<TimelineItem> {
  return usePages((cursor) => getJournalTimeline(id(), cursor))
}
