import { encodeUtf8 } from '../../bytes/utf8.ts'
import { evidenceRoot } from '../../evidence-record/evidence-tree.ts'
import { MAX_RUN_ENTRIES } from '../../records/parse-record.ts'
import type { StampRecord } from '../../records/records.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedBatch } from '../placed.ts'

interface RunPart {
  readonly batch: number
  /** 32 bytes an entry. */
  readonly digests: Uint8Array
  readonly isWhole: boolean
  readonly note: string
}

/**
 * Each imprint is the RFC 4998 root over the entries of its run in leaf order and the note of its
 * last batch. Data objects are entries and notes only, never bytes of another kind (T-14).
 */
export function imprintCheck({ findings, crypto }: LedgerState): Check {
  const tally = findings.tally('imprint')
  const parts: RunPart[] = []
  let held = 0

  function runOf({ firstBatch, lastBatch }: StampRecord): readonly RunPart[] | undefined {
    const run = parts.filter(({ batch }) => batch >= firstBatch && batch <= lastBatch)
    const isThere = run.length === lastBatch - firstBatch + 1 && run.every(({ isWhole }) => isWhole)
    return isThere ? run : undefined
  }

  function root(run: readonly RunPart[]): string {
    const objects: Uint8Array[] = []
    for (const { digests } of run) {
      for (let at = 0; at < digests.length; at += 32) objects.push(digests.subarray(at, at + 32))
    }
    objects.push(crypto.digest('sha-256', encodeUtf8(run.at(-1)!.note)))
    return evidenceRoot(objects, crypto).toHex()
  }

  return {
    name: 'imprint',
    batch(batch) {
      const part = runPart(batch)
      parts.push(part)
      held += batch.entries.length
      // What is further back than the largest run cannot be in one that ends here.
      while (held > MAX_RUN_ENTRIES && parts.length > 1) held -= parts.shift()!.digests.length / 32
    },
    stamp({ record, place }) {
      tally.checked++
      const run = runOf(record)
      const actual = run && root(run)
      if (actual === undefined) {
        findings.failed('imprint', 'IMPRINT_MISMATCH', {
          message: `entries or batches of the run ${record.firstBatch} to ${record.lastBatch} are missing`,
          place,
        })
      } else if (actual !== record.imprint) {
        findings.failed('imprint', 'IMPRINT_MISMATCH', {
          message: `the entries of batches ${record.firstBatch} to ${record.lastBatch} are not those that were time-stamped`,
          place: { ...place, batch: record.firstBatch },
          expected: record.imprint,
          actual,
        })
      }
      const kept = parts.filter(({ batch }) => batch > record.lastBatch)
      parts.splice(0, parts.length, ...kept)
      held = kept.reduce((sum, { digests }) => sum + digests.length / 32, 0)
    },
  }
}

function runPart({ record, entries }: PlacedBatch): RunPart {
  const digests = new Uint8Array(32 * entries.length)
  entries.forEach((entry, i) => {
    if (entry !== undefined) digests.set(entry.digest, 32 * i)
  })
  return { batch: record.batch, digests, isWhole: !entries.includes(undefined), note: record.note }
}
