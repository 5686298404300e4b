import type { Check } from './check.ts'
import { againstCheck } from './checks/against.ts'
import { BatchesCheck } from './checks/batches.ts'
import { BracketCheck } from './checks/bracket.ts'
import { chainCheck } from './checks/chain.ts'
import { checkpointCheck } from './checks/checkpoint.ts'
import { closingCheck } from './checks/closing.ts'
import { contentCheck } from './checks/content.ts'
import { formCheck } from './checks/form.ts'
import { GenesisCheck } from './checks/genesis.ts'
import { imprintCheck } from './checks/imprint.ts'
import { originCheck } from './checks/origin.ts'
import { requestCheck } from './checks/request.ts'
import { sealedCheck } from './checks/sealed.ts'
import { EntrySignatureCheck } from './checks/entry-signature.ts'
import { stampsCheck } from './checks/stamps.ts'
import { TokenCheck } from './checks/token.ts'
import { treeCheck } from './checks/tree.ts'
import type { LedgerState } from './ledger-state.ts'

/** Every check, in the order in which later ones use what earlier ones established. */
export function allChecks(state: LedgerState): readonly Check[] {
  return [
    formCheck(state),
    originCheck(state),
    new GenesisCheck(state),
    contentCheck(state),
    new EntrySignatureCheck(state),
    chainCheck(state),
    requestCheck(state),
    new BatchesCheck(state),
    closingCheck(state),
    treeCheck(state),
    checkpointCheck(state),
    stampsCheck(state),
    imprintCheck(state),
    new TokenCheck(state),
    new BracketCheck(state),
    sealedCheck(state),
    againstCheck(state),
  ]
}
