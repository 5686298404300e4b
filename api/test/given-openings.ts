import type { Opening } from '../src/personal-data/opening.js'

export const ORIGIN = 'registre.invalid/contract/00000000000000000000000000000000'
export const STREAM = 'expertise-00000000-0000-8000-8000-000000000001'
export const DOCUMENT_KEY = new Uint8Array(32).fill(7)

/** An opening with a digest of its own for each revision. */
export function opening(revision: number, field: string, person: string, value: string): Opening {
  const salt = 'A'.repeat(43)
  return { stream: STREAM, revision, field, digest: digestOf(revision, field), salt, value, person }
}

/** Hexadecimal. */
export function digestOf(revision: number, field = 'name'): string {
  const place = `${revision.toString(16)}00${Buffer.from(field).toHex()}`
  return place.padStart(64, '0')
}
