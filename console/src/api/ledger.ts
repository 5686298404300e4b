import { answered, client } from './client.ts'
import type { DemoScene, EntryProof, Health, LedgerHealth } from './types.ts'

/** What a verification of the server's own ledger reads. */
export const exportPath = '/api/v1/ledger/export?use=verification'
/** By what it lists what was erased. */
export const erasuresPath = '/api/v1/ledger/erasures'
/** What the server stamped last: its export must reach it. */
export const headPath = '/api/v1/ledger/head'

/** Whether the server is ready, and for which profile; needs no session. */
export function getHealth(): Promise<Health> {
  return answered(client.GET('/api/v1/health'))
}

export function getLedgerHealth(): Promise<LedgerHealth> {
  return answered(client.GET('/api/v1/ledger/health'))
}

/** The name of this ledger, as the server says it. */
export async function getLedgerOrigin(): Promise<string> {
  const { origin } = await answered(client.GET('/api/v1/ledger/trust'))
  return origin
}

/** The trust anchors as this server states them, as text: parsed by whoever verifies. */
export async function getTrustText(): Promise<string> {
  return JSON.stringify(await answered(client.GET('/api/v1/ledger/trust')))
}

/** Envelope, certificate, place in the tree, tokens. */
export function getEntry(id: string): Promise<EntryProof> {
  return answered(client.GET('/api/v1/entries/{entry}', { params: { path: { entry: id } } }))
}

/** Where an entry and what proves it are taken away from, by the ending of their files. */
export function evidencePaths(entry: string) {
  const path = `/api/v1/entries/${entry}`
  return {
    'receipt.json': `${path}/receipt`,
    p7m: `${path}/entry.p7m`,
    ers: `${path}/evidence-record`,
    tst: `${path}/time-stamp`,
  }
}

export type EvidencePaths = ReturnType<typeof evidencePaths>

/** Plays the next scene of the demo story; development only. */
export function playNextScene(): Promise<DemoScene> {
  return answered(client.POST('/api/v1/demo/next'))
}
