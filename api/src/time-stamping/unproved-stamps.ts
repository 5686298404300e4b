import { z } from 'zod'

/** Stamps from `first` to `last`, inclusive. */
export interface StampRange {
  readonly first: number
  readonly last: number
}

const VERSION = 'contremarque/unproved/1'
const number = z.int().nonnegative()
const shape = z.strictObject({
  v: z.literal(VERSION),
  stream: z.string(),
  next: number,
  ranges: z.record(z.string().max(64), z.strictObject({ first: number, last: number })),
})

/**
 * How far the stamping stream was read, and by authority within which stamps tokens lack revocation
 * data. It can always be read from the stream again: the file only saves reading all of it.
 */
export class UnprovedStamps {
  /** Revision to be read next. */
  next = 0
  private readonly ranges = new Map<string, StampRange>()

  /** What a text says of this stream; nothing when it is of another one, or cannot be read. */
  static parse(text: string | undefined, stream: string): UnprovedStamps {
    const known = new UnprovedStamps()
    const parsed = shape.safeParse(toJson(text))
    if (!parsed.success || parsed.data.stream !== stream) return known
    known.next = parsed.data.next
    for (const [tsa, range] of Object.entries(parsed.data.ranges)) known.ranges.set(tsa, range)
    return known
  }

  toText(stream: string): string {
    const ranges = Object.fromEntries(this.ranges)
    return `${JSON.stringify({ v: VERSION, stream, next: this.next, ranges })}\n`
  }

  all(): readonly (readonly [tsa: string, range: StampRange])[] {
    return [...this.ranges]
  }

  of(tsa: string): StampRange | undefined {
    return this.ranges.get(tsa)
  }

  set(tsa: string, range: StampRange | undefined): void {
    if (range === undefined) this.ranges.delete(tsa)
    else this.ranges.set(tsa, range)
  }

  add(tsa: string, stamp: number): void {
    this.ranges.set(tsa, widened(this.ranges.get(tsa), stamp))
  }
}

export function widened(range: StampRange | undefined, stamp: number): StampRange {
  if (range === undefined) return { first: stamp, last: stamp }
  return { first: Math.min(range.first, stamp), last: Math.max(range.last, stamp) }
}

function toJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
