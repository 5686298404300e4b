import { answered, client } from './client.ts'
import type { DemoScene, EntryProof, Health, LedgerHealth } from './types.ts'

/** What a verification of the server's own ledger reads. */
export const exportPath = '/api/v1/ledger/export?use=verification'

/** Whether the server is ready, and for which profile; needs no session. */
export function getHealth(): Promise<Health> {
  return answered(client.GET('/api/v1/health'))
}

export function getLedgerHealth(): Promise<LedgerHealth> {
  return answered(client.GET('/api/v1/ledger/health'))
}

/** The trust anchors as this server states them, as text: parsed by whoever verifies. */
export async function getTrustText(): Promise<string> {
  return JSON.stringify(await answered(client.GET('/api/v1/ledger/trust')))
}

/** Envelope, certificate, place in the tree, tokens. */
export function getEntry(id: string): Promise<EntryProof> {
  return answered(client.GET('/api/v1/entries/{entry}', { params: { path: { entry: id } } }))
}

export function receiptPath(entry: string): string {
  return `/api/v1/entries/${entry}/receipt`
}

export function entryBytesPath(entry: string): string {
  return `/api/v1/entries/${entry}/entry.p7m`
}

/** Plays the next scene of the demo story; development only. */
export function playNextScene(): Promise<DemoScene> {
  return answered(client.POST('/api/v1/demo/next'))
}
