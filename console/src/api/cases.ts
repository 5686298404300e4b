import { answered, client } from './client.ts'
import type { CaseDetail, CasePage, Delivery, TimelinePage } from './types.ts'

/** My cases, the latest activity first. */
export function listCases(cursor?: string): Promise<CasePage> {
  return answered(client.GET('/api/v1/cases', { params: { query: pageQuery(cursor) } }))
}

/** My cases that match a text: in a body, since what is searched for may be personal. */
export function searchCases(text: string, cursor?: string): Promise<CasePage> {
  const body = { text, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) }
  return answered(client.POST('/api/v1/cases/search', { body }))
}

/** One case. The server records the consultation before it answers the first read. */
export function getCase(id: string): Promise<CaseDetail> {
  return answered(client.GET('/api/v1/cases/{case}', { params: { path: { case: id } } }))
}

/** Entries of a case, the newest first. */
export function getCaseTimeline(id: string, cursor?: string): Promise<TimelinePage> {
  const params = { path: { case: id }, query: pageQuery(cursor) }
  return answered(client.GET('/api/v1/cases/{case}/timeline', { params }))
}

/** The dated facts of every document and recipient. */
export async function getDeliveries(id: string): Promise<readonly Delivery[]> {
  const params = { path: { case: id } }
  const { items } = await answered(client.GET('/api/v1/cases/{case}/deliveries', { params }))
  return items
}

const PAGE_SIZE = 50

/** The query of a keyset page. */
export function pageQuery(cursor?: string): { limit: number; cursor?: string } {
  return cursor === undefined ? { limit: PAGE_SIZE } : { limit: PAGE_SIZE, cursor }
}
