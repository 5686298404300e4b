import { writeFileSync } from 'node:fs'
import { commitmentVectors } from './commitment-vectors.ts'
import { evidenceVectors } from './evidence-vectors.ts'
import { vectorsFolder } from './part.ts'
import { receiptVectors } from './receipt-vectors.ts'
import { tokenVectors } from './token-vectors.ts'
import { consistencyVectors, inclusionVectors } from './tree-vectors.ts'

const makers = {
  'inclusion-proofs': inclusionVectors,
  'consistency-proofs': consistencyVectors,
  commitments: commitmentVectors,
  tokens: tokenVectors,
  'evidence-records': evidenceVectors,
  receipts: receiptVectors,
} as const

/** Writes a file of parts of a ledger; one that is there is frozen and is not written again. */
export async function writeParts(name: string): Promise<void> {
  if (!Object.hasOwn(makers, name)) throw new RangeError(`no parts ${name}`)
  const parts = await makers[name as keyof typeof makers]()
  const text = `${JSON.stringify(parts, null, 2)}\n`
  writeFileSync(new URL(`${name}.json`, vectorsFolder), text, { flag: 'wx' })
}
