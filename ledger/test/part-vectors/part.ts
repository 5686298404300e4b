import { readFileSync } from 'node:fs'
import type { LedgerErrorCode } from '../../src/errors.ts'
import type { CommitmentOpening } from '../../src/entry/commitment.ts'
import type { Verdict } from '../../src/report/report.ts'
import type { WorldKeys } from '../test-world.ts'

/** What every case of the files in ledger/vectors says: hashes in hexadecimal, DER in base64. */
interface Case {
  readonly name: string
  /** What it is, or what was changed. */
  readonly what: string
}

export interface InclusionCase extends Case {
  readonly leaf: string
  readonly index: number
  readonly size: number
  readonly proof: readonly string[]
  readonly root: string
  readonly valid: boolean
}

export interface ConsistencyCase extends Case {
  readonly size1: number
  readonly root1: string
  readonly size2: number
  readonly root2: string
  readonly proof: readonly string[]
  readonly valid: boolean
}

export interface CommitmentCase extends Case {
  readonly opening: CommitmentOpening
  readonly digest: string
  /** Whether the opening gives the digest; or the code it is refused with. */
  readonly opens: boolean | LedgerErrorCode
}

/** What a token is verified with. What a case leaves out is in `common`. */
export interface TokenSurroundings {
  readonly imprint?: string
  readonly nonce?: string
  readonly policies?: readonly string[]
  /** Now, in milliseconds since 1970. */
  readonly at?: number
  readonly roots?: readonly string[]
  /** SHA-256 of the certificates that are pinned. */
  readonly certificates?: readonly string[]
  /** Where a token states none, in milliseconds. */
  readonly accuracy?: number
  readonly chain?: readonly string[]
  readonly crls?: readonly string[]
  readonly ocsps?: readonly string[]
}

export interface Accepted {
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly revocation: 'good' | 'unknown'
}

export interface TokenCase extends Case, TokenSurroundings {
  readonly token: string
  /** All problems; none when it is accepted. */
  readonly codes: readonly string[]
  readonly accepted?: Accepted
}

export interface EvidenceCase extends Case, TokenSurroundings {
  readonly object: string
  readonly record: string
  readonly codes: readonly string[]
  readonly accepted?: Accepted
}

export interface ReceiptCase extends Case {
  /** Members that take the place of those of ledger.receipt.json; the receipt is the RFC 8785 form. */
  readonly members?: Readonly<Record<string, unknown>>
  /** The receipt itself, where it is no JSON of that form. */
  readonly text?: string
  readonly verdict: Verdict
  /** Codes of all findings, each once. */
  readonly codes: readonly string[]
}

export interface Parts<T extends Case> {
  readonly common?: TokenSurroundings
  readonly cases: readonly T[]
}

export const vectorsFolder = new URL('../../vectors/', import.meta.url)

export function readVector(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(name, vectorsFolder)))
}

export function readParts<T extends Case>(name: string): Parts<T> {
  return JSON.parse(new TextDecoder().decode(readVector(`${name}.json`))) as Parts<T>
}

/** The published keys: fixed for good. */
export function publishedKeys(): WorldKeys {
  return JSON.parse(new TextDecoder().decode(readVector('keys.json'))) as WorldKeys
}

/** The same bytes with one bit of one of them changed; counted from the end when negative. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const index = at < 0 ? bytes.length + at : at
  return bytes.with(index, bytes[index]! ^ 1)
}
