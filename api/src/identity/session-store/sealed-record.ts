import { createHmac } from 'node:crypto'
import { derivedKey } from '../../personal-data/derived-key.js'
import { seal } from '../../personal-data/data-keys.js'
import { tryUnseal } from '../../personal-data/unseal.js'

/**
 * Seals what is kept of sessions and logins, each bound to the digest of its token: whoever has the
 * database and not the nodes' key reads no name, makes no session and gets into none by another token.
 */
export class SealedRecords {
  private readonly marks: Uint8Array

  constructor(private readonly key: Uint8Array) {
    this.marks = derivedKey(key, 'marks')
  }

  /** By what a row is found of which these names are nobody's to read. */
  mark(...names: readonly string[]): string {
    return createHmac('sha256', this.marks).update(JSON.stringify(names)).digest('hex')
  }

  seal(record: object, kind: string, digest: string): Uint8Array {
    return seal(this.key, Buffer.from(JSON.stringify(record)), bindingOf(kind, digest))
  }

  /** Undefined when it was not sealed here for this token. */
  open<T>(sealed: Uint8Array, kind: string, digest: string): T | undefined {
    const plain = tryUnseal(this.key, sealed, bindingOf(kind, digest))
    return plain && (JSON.parse(plain.toString()) as T)
  }
}

function bindingOf(kind: string, digest: string): string {
  return `contremarque/${kind}/1 ${digest}`
}
