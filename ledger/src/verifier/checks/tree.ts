import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'

/** Appends the leaves of each batch, recomputed from bytes, to the tree that the notes are compared with. */
export function treeCheck({ findings, tree }: LedgerState): Check {
  const tally = findings.tally('tree')
  return {
    name: 'tree',
    batch({ record, place, entries }) {
      if (!tree.isSound) return
      if (record.first !== tree.size || entries.includes(undefined)) {
        tree.isSound = false
        findings.indeterminate('tree', 'ROOT_NOT_COMPUTABLE', {
          message: `leaves are missing: no root can be recomputed from batch ${record.batch} on`,
          place,
        })
        return
      }
      for (const entry of entries) tree.append(entry!.hash)
      tally.checked += entries.length
    },
  }
}
