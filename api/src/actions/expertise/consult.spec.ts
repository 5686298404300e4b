import { asParty, asPlatform, ordered, party } from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import { expertise } from './expertise.js'

const end = {
  actor: party,
  from: '2026-03-02T09:00:00.000Z',
  until: '2026-03-02T09:41:00.000Z',
  reads: 17,
}

test('R05 what is written beside the purpose is committed as the reader’s', () => {
  const purpose = { code: 'other', detail: 'à la demande de Nadia Benali' } as const
  given(expertise, ...ordered())
    .when({ kind: 'ConsultCase', purpose }, asParty)
    .then({ data: { purpose: 'other' }, personal: { detail: purpose.detail } })
})

test('R05 the end of a consultation is told by the platform alone, and names its beginning', () => {
  const action = { kind: 'EndConsultation', consultation: hashAt(7), ...end } as const
  given(expertise, ...ordered())
    .when(action, asPlatform())
    .then({ type: 'ConsultationEnded', data: end, causation: hashAt(7) })
  given(expertise, ...ordered())
    .when(action, asParty)
    .thenRefused('ROLE_NOT_ALLOWED')
})

test('R05 a member takes evidence away: which entry, in what form, what for', () => {
  const download = { entry: hashAt(3), form: 'receipt', purpose: 'evidence' } as const
  given(expertise, ...ordered())
    .when({ kind: 'DownloadEvidence', ...download }, asParty)
    .then({ type: 'EvidenceDownloaded', typeVersion: 2, data: download })
})
