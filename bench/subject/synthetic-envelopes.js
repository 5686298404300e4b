import { randomBytes, randomUUID } from 'node:crypto'
import { commitmentDigest, ENVELOPE_VERSION } from '../../ledger/dist/src/index.js'
import { EXPERT, JUDGE, REGISTRY } from './cases.js'

const roles = new Map([
  [JUDGE, 'magistrat'],
  [REGISTRY, 'greffe'],
  [EXPERT, 'expert'],
])
const towns = ['Rennes', 'Nantes', 'Lyon', 'Paris', 'Lille', 'Bordeaux', 'Brest', 'Nancy']
const matters = [
  'infection',
  'fracture',
  'retard de diagnostic',
  'chirurgie',
  'incendie',
  'malfaçon',
]

/** The entry with this number: cases take turns, each begins with its order and its three actors. */
export function envelopeAt(number, begin, heads, setting, crypto) {
  const { origin, streams, cases } = setting
  const stream = streams[number % cases]
  const head = heads.get(stream)
  const revision = (head?.revision ?? -1) + 1
  const said = saying(revision, number, stream, setting)
  const at = new Date(begin + number).toISOString()
  const role = roles.get(said.person)
  return {
    v: ENVELOPE_VERSION,
    origin,
    stream,
    revision,
    type: said.type,
    typeVersion: 1,
    actor: { id: pseudonym(said.person, stream, setting), role },
    authentication: { method: 'development', validity: 'good', checkedAt: at },
    request: { key: randomBytes(32).toString('hex'), body: 'ab'.repeat(32) },
    documents: [],
    commitments: commit(said, stream, revision, setting, crypto),
    data: said.data,
    occurredAt: { at, basis: 'observed' },
    recordedAt: at,
    clock: { state: 'simulated' },
    previous: head?.hash ?? null,
    anchor: setting.anchor,
    correlation: null,
    causation: null,
  }
}

function saying(revision, number, stream, setting) {
  if (revision === 0) return ordered(number, stream, setting)
  const added = [JUDGE, REGISTRY, EXPERT][revision - 1]
  if (added !== undefined) return actorAdded(added, stream, setting)
  const data = { amountCents: 1000 + number, paidOn: '2026-03-20' }
  return { type: 'ConsignationRecorded', data, person: REGISTRY, personal: {} }
}

function ordered(number, stream, setting) {
  const data = {
    regime: 'civil',
    zone: 'Europe/Paris',
    orderedOn: '2026-03-02',
    reportDueOn: '2026-12-01',
    consignation: null,
    expert: pseudonym(EXPERT, stream, setting),
    controlJudge: pseudonym(JUDGE, stream, setting),
  }
  const personal = {
    number: `26/${String(number).padStart(5, '0')}`,
    court: `Tribunal judiciaire de ${towns[number % towns.length]}`,
    subject: `Expertise, ${matters[number % matters.length]}`,
    mission: ['Examiner', 'Décrire les lésions'],
  }
  return { type: 'ExpertiseOrdered', data, person: JUDGE, personal }
}

function actorAdded(person, stream, setting) {
  const actor = pseudonym(person, stream, setting)
  const data = { actor, role: roles.get(person), actsFor: null, controls: person === JUDGE }
  return {
    type: 'ActorAdded',
    data,
    person: JUDGE,
    subject: person,
    personal: { name: `Somebody, ${roles.get(person)}` },
  }
}

function pseudonym(person, stream, { persons }) {
  const place = `${person} ${stream}`
  const known = persons.get(place) ?? randomUUID()
  persons.set(place, known)
  persons.set(known, person)
  return known
}

function commit(
  { personal, person, subject = person },
  stream,
  revision,
  { origin, openings },
  crypto,
) {
  const fields = Object.entries(personal).sort(([a], [b]) => (a < b ? -1 : 1))
  return fields.map(([field, value]) => {
    const salt = randomBytes(32).toString('base64url')
    const digest = commitmentDigest({ origin, stream, revision, field, salt, value }, crypto)
    const opening = { stream, revision, field, digest, salt, value, person: subject }
    const place = `${stream} ${revision}`
    openings.set(place, [...(openings.get(place) ?? []), opening])
    return { field, digest }
  })
}
