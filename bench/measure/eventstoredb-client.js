import { EventStoreDBClient, START } from '@eventstore/db-client'

/** Credentials of a call choose the client's unary path, on which a broken connection ends nothing else. */
export const UNARY = { credentials: { username: 'none', password: 'none' } }

export function openBareClient(url) {
  return EventStoreDBClient.connectionString(url)
}

/** Reads everything as its documentation shows. @returns how many events */
export async function readBare(client) {
  let events = 0
  for await (const _ of client.readAll({ fromPosition: START, ...UNARY })) events++
  return events
}

/** Follows a store through the adapter up to a position. @returns how many events */
export function readWithAdapter(store, head) {
  return new Promise((resolve, reject) => {
    let events = 0
    const handle = async (page) => {
      events += page.length
    }
    const subscription = store.subscribe(-1n, handle).subscribe({
      next: (position) => {
        if (position < head) return
        subscription.unsubscribe()
        resolve(events)
      },
      error: reject,
    })
  })
}
