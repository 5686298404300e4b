import { hash } from 'node:crypto'

/**
 * SHA-256 of every public key (SubjectPublicKeyInfo, DER) whose private half stands in this repository:
 * ledger/vectors/keys.json and the example of docs/spec/entry.md. A test compares.
 */
const published: ReadonlySet<string> = new Set([
  '1c4e7549b5a37054cdfcd34419c368f0fe6866eb906651d37e5ce25694b8f3f7',
  '2dd62b8a754eb84f9443f2660352c0ecbe3690257f612da86b7b0f15ced27f14',
  '364dbf91d769835e252d6fb85a9bcc07b99b043a178b957638b075ec1744af89',
  '516cdfb8e0c233ce30239cc74379995676e65116f7fca5695c9a1b26a8ac93bd',
  '7c9734ca8783548aaafca376986951853d9f5c952d753b9632a7251e4dfe4c80',
  'f857ae4ed6e34e33761aea25caaee3fe54a15960fb92dcd63a375ab121deb2a9',
  '5a07a723c7956830ae2e6be0ef71b3991162f5ea42d2d54b869cf216734d78d3',
])

/** SubjectPublicKeyInfo of RFC 8410 up to the 32 bytes of an Ed25519 key. */
const ed25519Prefix = Uint8Array.fromHex('302a300506032b6570032100')

/** Whether anybody has the private half of this key (SubjectPublicKeyInfo, DER). */
export function isPublishedKey(publicKey: Uint8Array): boolean {
  return published.has(hash('sha256', publicKey))
}

/** The same of a raw Ed25519 key. */
export function isPublishedNoteKey(publicKey: Uint8Array): boolean {
  return isPublishedKey(Buffer.concat([ed25519Prefix, publicKey]))
}
