import { pageQuery } from './cases.ts'
import { answered, client } from './client.ts'
import type { JournalPage, TimelinePage } from './types.ts'

/** Journals imported from other platforms. */
export function listJournals(cursor?: string): Promise<JournalPage> {
  return answered(client.GET('/api/v1/journals', { params: { query: pageQuery(cursor) } }))
}

/** Entries of one imported journal, the newest first. */
export function getJournalTimeline(id: string, cursor?: string): Promise<TimelinePage> {
  const params = { path: { journal: id }, query: pageQuery(cursor) }
  return answered(client.GET('/api/v1/journals/{journal}/timeline', { params }))
}
