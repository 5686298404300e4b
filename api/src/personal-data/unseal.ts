import { createDecipheriv } from 'node:crypto'

export const NONCE = 12
export const TAG = 16

/** AES-256-GCM: nonce, ciphertext, tag. Undefined when it was not sealed under this key and place. */
export function tryUnseal(key: Uint8Array, sealed: Uint8Array, bound: string): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE))
      .setAAD(Buffer.from(bound))
      .setAuthTag(sealed.subarray(sealed.length - TAG))
    const plain = decipher.update(sealed.subarray(NONCE, sealed.length - TAG))
    // A stream mode holds nothing back; this throws when the tag is wrong.
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** Where a wrapped data key belongs. */
export function keyBinding(person: string, stream: string): string {
  return `contremarque/data-key/1 ${person} ${stream}`
}

export interface OpeningPlace {
  readonly stream: string
  readonly revision: number
  readonly field: string
  /** Hexadecimal. */
  readonly digest: string
}

/** Where a sealed opening belongs. */
export function openingBinding({ stream, revision, field, digest }: OpeningPlace): string {
  return `contremarque/opening/1 ${stream} ${revision} ${field} ${digest}`
}
