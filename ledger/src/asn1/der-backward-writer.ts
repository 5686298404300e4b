import { LedgerError } from '../errors.ts'

/** Tag and length of the longest element. */
const LONGEST_HEADER = 9

/**
 * Writes DER from its end to its start: what an element contains is there before its length is
 * needed, so that nothing is measured or copied twice. For the hot path; elsewhere `der` reads better.
 */
export class DerBackwardWriter {
  private readonly bytes: Uint8Array
  private start: number

  /** @param room as many bytes as will be written, and some more */
  constructor(room: number) {
    this.bytes = new Uint8Array(room)
    this.start = room
  }

  /** How much is written so far: what `enclose` is given. */
  get written(): number {
    return this.bytes.length - this.start
  }

  prepend(part: Uint8Array): void {
    this.assertRoom(part.length)
    this.start -= part.length
    this.bytes.set(part, this.start)
  }

  /** Makes everything written since `written` was `since` the content of one element. */
  enclose(tagByte: number, since: number): void {
    this.assertRoom(LONGEST_HEADER)
    const length = this.written - since
    const { bytes } = this
    if (length >= 0x80) {
      let octets = 0
      for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) {
        bytes[--this.start] = rest % 0x100
        octets++
      }
      bytes[--this.start] = 0x80 + octets
    } else {
      bytes[--this.start] = length
    }
    bytes[--this.start] = tagByte
  }

  /** A copy of its own. */
  finish(): Uint8Array {
    return this.bytes.slice(this.start)
  }

  private assertRoom(needed: number): void {
    if (needed <= this.start) return
    throw new LedgerError('DER_MALFORMED', `no room for ${needed} bytes, ${this.start} are left`)
  }
}
