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

/**
 * The entry with this number: cases take turns, each begins with its order and its three actors. All
 * members are in canonical order.
 */
export function envelopeAt(number, begin, heads, setting, crypto) {
  const { origin, streams, cases } = setting
  const stream = streams[number % cases]
  const head = heads.get(stream)
  const revision = (head?.revision ?? -1) + 1
  const said = saying(revision, number, stream, setting)
  const at = new Date(begin + number).toISOString()
  const role = roles.get(said.person)
  return {
    actor: { id: pseudonym(said.person, stream, setting), role },
    anchor: setting.anchor,
    authentication: { checkedAt: at, method: 'development', validity: 'good' },
    causation: null,
    clock: { state: 'simulated' },
    commitments: commit(said, stream, revision, setting, crypto),
    correlation: null,
    data: said.data,
    documents: [],
    occurredAt: { at, basis: 'observed' },
    origin,
    previous: head?.hash ?? null,
    recordedAt: at,
    request: { body: 'ab'.repeat(32), key: keys.next() },
    revision,
    stream,
    type: said.type,
    typeVersion: 1,
    v: ENVELOPE_VERSION,
  }
}

/** Random, many at once: a call for each would cost as much as encoding an entry. */
class RequestKeys {
  #pool = Buffer.alloc(0)

  next() {
    if (this.#pool.length === 0) this.#pool = randomBytes(64 * 1024)
    const key = this.#pool.toString('hex', 0, 32)
    this.#pool = this.#pool.subarray(32)
    return key
  }
}

const keys = new RequestKeys()

function saying(revision, number, stream, setting) {
  if (revision === 0) return ordered(number, stream, setting)
  const added = [JUDGE, REGISTRY, EXPERT][revision - 1]
  if (added !== undefined) return actorAdded(added, stream, setting)
  const data = { amountCents: 1000 + number, paidOn: '2026-03-20' }
  return { type: 'ConsignationRecorded', data, person: REGISTRY, personal: {} }
}

function ordered(number, stream, setting) {
  const data = {
    consignation: null,
    controlJudge: pseudonym(JUDGE, stream, setting),
    expert: pseudonym(EXPERT, stream, setting),
    orderedOn: '2026-03-02',
    regime: 'civil',
    reportDueOn: '2026-12-01',
    zone: 'Europe/Paris',
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
  const data = { actor, actsFor: null, controls: person === JUDGE, role: roles.get(person) }
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
    return { digest, field }
  })
}
