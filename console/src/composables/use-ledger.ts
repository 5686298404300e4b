import { evidencePaths, getEntry, getLedgerHealth, type EvidencePaths } from '../api/ledger.ts'
import { getCase } from '../api/cases.ts'
import type { CaseDetail, EntryProof, LedgerHealth } from '../api/types.ts'
import { useRequest, type Requested } from './use-request.ts'

export function useLedgerHealth(): Requested<LedgerHealth> {
  return useRequest(getLedgerHealth)
}

/** An entry's proof, with the case it belongs to, whose zone its reader needs. */
export interface EntryView {
  readonly proof: EntryProof
  readonly expertise: CaseDetail | undefined
}

export function useEntry(id: () => string): Requested<EntryView> {
  return useRequest(async () => {
    const proof = await getEntry(id())
    const [, expertise] = /^expertise-(.+)$/.exec(proof.entry.stream) ?? []
    return { proof, expertise: expertise === undefined ? undefined : await getCase(expertise) }
  })
}

export { evidencePaths }
export type { EvidencePaths }
