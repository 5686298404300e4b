import { toBase64 } from '../bytes/base64.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { LedgerError } from '../errors.ts'
import type { Algorithms } from '../records/algorithms.ts'
import { EXPORT_VERSION, MAX_LINE_BYTES } from './export-format.ts'

/** A running SHA-256: `crypto.createHash('sha256')` of Node fits. */
export interface RunningDigest {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

/**
 * Makes the lines of an export (FORMATS §9). Every method returns bytes, line feed included, to be
 * written in the order of the calls: header, then entries in leaf order with each batch after its
 * entries and each stamp after the last batch of its run, then the trailer.
 */
export class ExportWriter {
  private readonly running: RunningDigest
  private entries = 0
  private batches = 0
  private stamps = 0
  private lastNote: string | null = null

  constructor(running: RunningDigest) {
    this.running = running
  }

  header(origin: string, genesis: string, algorithms: Algorithms): Uint8Array {
    const { entry, evidence, leaf, note } = algorithms
    const named = `{"entry":"${entry}","evidence":"${evidence}","leaf":"${leaf}","note":"${note}"}`
    return this.line(
      `{"algorithms":${named},"genesis":"${genesis}","kind":"header","origin":"${origin}","v":"${EXPORT_VERSION}"}`,
    )
  }

  entry(stream: string, revision: number, der: Uint8Array): Uint8Array {
    const bytes = this.line(
      `{"der":"${toBase64(der)}","kind":"entry","revision":${revision},"stream":"${stream}"}`,
    )
    this.entries++
    return bytes
  }

  /**
   * @param record the JCS text of the record as the sealing stream has it
   * @param note its note; null when none can be read in it
   */
  batch(record: string, note: string | null): Uint8Array {
    const bytes = this.line(`{"kind":"batch","record":${record}}`)
    this.batches++
    this.lastNote = note ?? this.lastNote
    return bytes
  }

  /** @param record the JCS text of the record as the stamping stream has it */
  stamp(record: string): Uint8Array {
    const bytes = this.line(`{"kind":"stamp","record":${record}}`)
    this.stamps++
    return bytes
  }

  trailer(): Uint8Array {
    const { entries, batches, stamps } = this
    const note = JSON.stringify(this.lastNote)
    const sha256 = this.running.digest().toHex()
    return encodeUtf8(
      `{"batches":${batches},"entries":${entries},"kind":"trailer","note":${note},"sha256":"${sha256}","stamps":${stamps}}\n`,
    )
  }

  private line(text: string): Uint8Array {
    const bytes = encodeUtf8(`${text}\n`)
    if (bytes.length - 1 > MAX_LINE_BYTES) {
      throw new LedgerError(
        'SOURCE_TOO_LARGE',
        `line of ${bytes.length - 1} bytes, at most ${MAX_LINE_BYTES}`,
      )
    }
    this.running.update(bytes)
    return bytes
  }
}
