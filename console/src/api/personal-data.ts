import { pageQuery } from './cases.ts'
import { answered, client } from './client.ts'
import type { AskedErasure, ErasurePage, FoundPersons, HeldData } from './types.ts'

/** Persons of whom something is held, by a name; for the data-protection officer. */
export function searchPersons(text: string): Promise<FoundPersons> {
  return answered(client.POST('/api/v1/personal-data/search', { body: { text, limit: 20 } }))
}

/** What is held of a person, place by place, without any value. */
export function getHeldData(person: string): Promise<HeldData> {
  const params = { path: { person } }
  return answered(client.GET('/api/v1/personal-data/persons/{person}', { params }))
}

export function listErasures(cursor?: string): Promise<ErasurePage> {
  const params = { query: pageQuery(cursor) }
  return answered(client.GET('/api/v1/personal-data/erasures', { params }))
}

/** Final. `key` makes it one erasure, however often it is sent. @returns how many values are gone */
export async function erasePerson(
  person: string,
  body: AskedErasure,
  key: string,
): Promise<number> {
  const params = { path: { person }, header: { 'Idempotency-Key': key } }
  const path = '/api/v1/personal-data/persons/{person}/erasure'
  return (await answered(client.POST(path, { params, body }))).values
}
