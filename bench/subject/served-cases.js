import { ApiClient } from '../load/api-client.js'
import { EXPERT, JUDGE, order, REGISTRY } from './cases.js'

/** Orders `count` cases over HTTP, with the first entry of each; the registry's session comes along, for payments. */
export async function serveCases(port, count) {
  // Whoever accepted the terms may be of a case.
  for (const person of [REGISTRY, EXPERT]) (await ApiClient.open(port, person)).close()
  const judge = await ApiClient.open(port, JUDGE)
  const cases = []
  const entries = []
  for (let at = 0; at < count; at += 250) {
    const items = Array.from({ length: Math.min(250, count - at) }, (_, i) => ({
      key: `order-of-case-${at + i}`,
      action: order(at + i),
    }))
    const answer = await judge.post('actions', { items })
    cases.push(...answer.items.map(({ recorded }) => recorded.case))
    entries.push(...answer.items.map(({ recorded }) => recorded.entries[0].id))
  }
  judge.close()
  return { cases, entries, registry: await ApiClient.open(port, REGISTRY) }
}

/** Where a payment in each case is asked for. */
export function paymentPaths(cases) {
  return cases.map((id) => `/api/v1/cases/${id}/actions`)
}

/**
 * Waits until everything recorded is sealed and projected.
 * @returns milliseconds from now to the last batch, and to when queries saw it
 */
export async function settled(client, recorded) {
  const begin = Date.now()
  for (;;) {
    const health = await client.get('ledger/health')
    if (health.entries >= recorded && health.sealed === health.entries) {
      const sealing = Date.parse(health.lastSealedAt) - begin
      return { sealingLag: Math.max(0, sealing), projectionLag: Date.now() - begin }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
