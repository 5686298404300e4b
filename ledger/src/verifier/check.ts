import type {
  PlacedBatch,
  PlacedClosing,
  PlacedEntry,
  PlacedRevocation,
  PlacedStamp,
} from './placed.ts'

/** In the order of the report. */
export const checkNames = [
  'file',
  'form',
  'origin',
  'content',
  'signature',
  'chain',
  'request',
  'genesis',
  'tree',
  'checkpoint',
  'batches',
  'stamps',
  'imprint',
  'token',
  'bracket',
  'sealed',
  'against',
] as const

export type CheckName = (typeof checkNames)[number]

/**
 * One thing that must hold for the whole ledger. Called in leaf order; never throws for what is
 * wrong with the evidence. Within each call the checks run in the order of `verifier/checks.ts`,
 * as later ones use what earlier ones established.
 */
export interface Check {
  readonly name: CheckName
  /** Every entry, once its place is known; those that no batch lists come last. */
  entry?(entry: PlacedEntry): void
  /** After the entries of the batch. */
  batch?(batch: PlacedBatch): void | Promise<void>
  /** After the last batch of its run. */
  stamp?(stamp: PlacedStamp): void | Promise<void>
  /** Somewhere after the stamps it is for. */
  revocation?(revocation: PlacedRevocation): void | Promise<void>
  /** Where the store says that the ledger left it. */
  closing?(closing: PlacedClosing): void
  finish?(): void | Promise<void>
}
