import type { Check } from '../check.ts'
import { DigestSet } from '../digest-set.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf } from '../placed.ts'

/** In a stream one request was recorded once, in one append: its entries follow one another (FORMATS §4). */
export function requestCheck({ findings, streams }: LedgerState): Check {
  const tally = findings.tally('request')
  const seen = new DigestSet()
  return {
    name: 'request',
    entry(entry) {
      const request = entry.parsed?.envelope.request
      if (request === undefined) return
      tally.checked++
      const slot = streams.slot(entry.stream)
      const key = request === null ? -1 : parseInt(request.key.slice(0, 13), 16)
      const isSameAppend = key === streams.lastRequest(slot)
      streams.setLastRequest(slot, key)
      if (request === null) return
      if (isSameAppend) return
      if (seen.add(request.key, slot)) return
      findings.failed('request', 'REQUEST_REPEATED', {
        message: `a request already recorded in ${entry.stream} is recorded again`,
        place: placeOf(entry),
      })
    },
  }
}
