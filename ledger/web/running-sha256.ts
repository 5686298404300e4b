import { sha256 } from '@noble/hashes/sha2.js'
import type { RunningDigest } from '../src/source/export-writer.ts'

/** SHA-256 fed piece by piece, for the trailer of an export read as a stream. */
export function runningSha256(): RunningDigest {
  return sha256.create()
}
