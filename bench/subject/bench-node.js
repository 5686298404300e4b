import { randomUUID } from 'node:crypto'
import { expertise } from '../../api/dist/actions/expertise/expertise.js'
import { termsInForce } from '../../api/dist/actions/terms.js'
import { openLedgerNode } from '../../api/dist/ledger-node.js'
import { openReadModels } from '../../api/dist/open-read-models.js'
import { TokenClock } from '../../api/dist/time-stamping/token-clock.js'
import { JUDGE, order, payment, REGISTRY } from './cases.js'

/** A ledger that records, seals, stamps and (unless told otherwise) projects, without HTTP. */
export async function openBenchNode(folder, { projections = true, ...store } = {}) {
  const node = await openLedgerNode(folder, { clock: new TokenClock(), mayFound: true, ...store })
  const models = projections ? await openReadModels(node) : undefined
  models?.start()
  return { node, models, close: () => node.close(async () => models?.stop()) }
}

export function modelSources({ ledger, personalData }) {
  const { store, info, crypto, trust } = ledger.folder
  const { openings, pseudonyms } = personalData
  return { store, origin: info.origin, crypto, trust, openings, pseudonyms }
}

/** Orders `count` cases; answers their streams. */
export async function orderCases({ recorder, streams }, count) {
  const made = []
  for (let at = 0; at < count; at += 100) {
    const some = Array.from({ length: Math.min(100, count - at) }, async (_, i) => {
      const key = randomUUID()
      const stream = streams.newCase(JUDGE, key)
      const action = { ...order(at + i), actors: order(at + i).actors.map(named) }
      await recorder.record(requestOf(stream, action, person(JUDGE, 'magistrat'), key))
      return stream
    })
    made.push(...(await Promise.all(some)))
  }
  return made
}

/** Records at least `entries` real entries over `cases` cases, sealed and stamped. */
export async function fill(node, { entries, cases }) {
  const streams = await orderCases(node, cases)
  for (let number = 0; number < entries - 4 * cases; number += 512) {
    const some = Array.from({ length: 512 }, (_, i) =>
      recordPayment(node, streams[(number + i) % cases], number + i),
    )
    await Promise.all(some)
  }
  await node.ledger.settle()
}

/** Records one payment in a case. */
export function recordPayment({ recorder }, stream, number) {
  const key = `payment-${number}`
  return recorder.record(requestOf(stream, payment(number), person(REGISTRY, 'greffe'), key))
}

function requestOf(stream, action, by, key) {
  const bodyDigest = 'ab'.repeat(32)
  const idempotency = { caller: by.id, key, bodyDigest }
  return { stream, decider: expertise, action, person: by, idempotency }
}

function named(actor) {
  return { ...actor, name: 'Somebody of the bench' }
}

/** Who acts in process, where nobody identifies himself. */
export function person(id, role) {
  return {
    id,
    role,
    authentication: {
      method: 'development',
      validity: 'good',
      checkedAt: new Date().toISOString(),
    },
    evidence: { authentication: { fingerprint: 'ab'.repeat(32), serial: '0102030405060708' } },
    termsAccepted: termsInForce(Date.now()).version,
  }
}
