import { pageQuery } from './cases.ts'
import { answered, client } from './client.ts'
import type { AccessPage, ReaderAccesses, ReaderPage } from './types.ts'

/** What I read, the latest first. */
export function listOwnAccesses(cursor?: string): Promise<AccessPage> {
  return answered(client.GET('/api/v1/accesses', { params: { query: pageQuery(cursor) } }))
}

/** Who read, as far as I may know; for auditors and the data-protection officer. */
export function listReaders(cursor?: string): Promise<ReaderPage> {
  return answered(client.GET('/api/v1/readers', { params: { query: pageQuery(cursor) } }))
}

/** What another person read, the latest first. */
export function listAccesses(person: string, cursor?: string): Promise<ReaderAccesses> {
  const params = { path: { person }, query: pageQuery(cursor) }
  return answered(client.GET('/api/v1/readers/{person}/accesses', { params }))
}
