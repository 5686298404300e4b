import type { DocumentReference } from '@contremarque/ledger'
import type { ExpertiseAction, PlainDocument } from '../../actions/expertise/action.js'
import type { Paper } from './paper.js'

/** The action by which a party or the expert deposits a paper of this kind. */
export function deposits(
  paper: Paper,
  documentKind: Extract<ExpertiseAction, { kind: 'DepositDocument' }>['documentKind'],
) {
  return (document: DocumentReference): ExpertiseAction => ({
    kind: 'DepositDocument',
    documentKind,
    document,
    plain: plainOf(paper),
  })
}

export function plainOf({ title, fileName, mediaType, sha256, bytes }: Paper): PlainDocument {
  return { title, fileName, mediaType, sha256, size: bytes.length }
}
