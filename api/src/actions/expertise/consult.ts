import type { DraftEvent } from '../decider.js'
import type { ConsultCase, DownloadEvidence, EndConsultation } from './action.js'
import { draft } from './draft.js'

/** R05: the first read of a case in a session. */
export function consultCase({ purpose }: ConsultCase): DraftEvent[] {
  const { code, detail } = purpose
  const consulted = draft('CaseConsulted', { purpose: code }, { personal: { detail } })
  return [{ ...consulted, typeVersion: 2 }]
}

export function endConsultation(action: EndConsultation): DraftEvent[] {
  const { consultation, actor, from, until, reads } = action
  return [{ ...draft('ConsultationEnded', { actor, from, until, reads }), causation: consultation }]
}

export function downloadEvidence({ entry, form, purpose }: DownloadEvidence): DraftEvent[] {
  return [{ ...draft('EvidenceDownloaded', { entry, form, purpose }), typeVersion: 2 }]
}
