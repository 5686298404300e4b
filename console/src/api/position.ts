import type { Middleware } from 'openapi-fetch'

const HEADER = 'Contremarque-Position'
let last: string | undefined

/** Whichever node answers a read has seen what this page wrote last. */
export const position: Middleware = {
  onRequest({ request }) {
    if (last !== undefined) request.headers.set(HEADER, last)
    return request
  },
  onResponse({ request, response }) {
    const told = response.headers.get(HEADER)
    if (told !== null) last = told
    // The ledger may have moved to another store, where it means nothing.
    else if (response.status === 400 && request.headers.has(HEADER)) last = undefined
  },
}
