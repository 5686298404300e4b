import type { Check } from './check.ts'
import { againstCheck } from './checks/against.ts'
import { batchesCheck } from './checks/batches.ts'
import { bracketCheck } from './checks/bracket.ts'
import { chainCheck } from './checks/chain.ts'
import { checkpointCheck } from './checks/checkpoint.ts'
import { contentCheck } from './checks/content.ts'
import { formCheck } from './checks/form.ts'
import { genesisCheck } from './checks/genesis.ts'
import { imprintCheck } from './checks/imprint.ts'
import { originCheck } from './checks/origin.ts'
import { requestCheck } from './checks/request.ts'
import { sealedCheck } from './checks/sealed.ts'
import { signatureCheck } from './checks/signature.ts'
import { stampsCheck } from './checks/stamps.ts'
import { tokenCheck } from './checks/token.ts'
import { treeCheck } from './checks/tree.ts'
import type { LedgerState } from './ledger-state.ts'

/** Every check, in the order in which later ones use what earlier ones established. */
export function allChecks(state: LedgerState): readonly Check[] {
  return [
    formCheck(state),
    originCheck(state),
    genesisCheck(state),
    contentCheck(state),
    signatureCheck(state),
    chainCheck(state),
    requestCheck(state),
    batchesCheck(state),
    treeCheck(state),
    checkpointCheck(state),
    stampsCheck(state),
    imprintCheck(state),
    tokenCheck(state),
    bracketCheck(state),
    sealedCheck(state),
    againstCheck(state),
  ]
}
