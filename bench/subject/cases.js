import { PERSONAS } from '../../api/dist/identity/personas.js'

const idOf = (handle) => PERSONAS.find((persona) => persona.handle === handle).id

export const JUDGE = idOf('magistrat')
export const REGISTRY = idOf('greffe')
export const EXPERT = idOf('expert')
export const AUDITOR = idOf('auditeur')
/** Of no case of these. */
export const STRANGER = idOf('avocat-demanderesse')

/** What opens a case: four entries with it (the order, judge, registry, expert). */
export function order(number) {
  return {
    kind: 'OrderExpertise',
    regime: 'civil',
    number: `26/${String(number).padStart(5, '0')}`,
    court: 'Tribunal judiciaire de Rennes',
    subject: 'Expertise médicale, infection du site opératoire',
    mission: [
      'Examiner la demanderesse',
      'Décrire les lésions',
      'Dire si les soins furent conformes',
    ],
    zone: 'Europe/Paris',
    orderedOn: '2026-03-02',
    reportDueOn: '2026-12-01',
    consignation: { amountCents: 300_000, dueOn: null },
    controlJudge: JUDGE,
    actors: [
      { person: JUDGE, role: 'magistrat', address: null, actsFor: null },
      { person: REGISTRY, role: 'greffe', address: null, actsFor: null },
      { person: EXPERT, role: 'expert', address: 'expert@example.org', actsFor: null },
    ],
  }
}

/** What is measured: one entry, of a person with a certificate (one commitment), as the registry asks for it. */
export function payment(number) {
  return { kind: 'RecordConsignation', amountCents: 1000 + number, paidOn: '2026-03-20' }
}
