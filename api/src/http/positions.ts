import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ReadModels } from '../projections/read-models.js'
import type { Recorded } from '../recorder/record-request.js'
import { HttpProblem } from './http-problem.js'

type Position = Recorded['position']

/** Told with a write, and asked for with a read. */
export const POSITION_HEADER = 'contremarque-position'
/** Milliseconds for which a read waits for the read side. */
export const PATIENCE = 5_000

const FORM = /^[A-Za-z0-9_-]{32}$/
const NUMBER = 8
const MAC = 16

export interface PositionsParts {
  readonly models: Pick<ReadModels, 'position' | 'waitFor'>
  /** Position of the newest event in the store. */
  readonly head: () => Promise<Position>
  /** What positions are of: ledger and store. */
  readonly place: string
  /** The key that all nodes of the ledger have. */
  readonly lookupKey: Uint8Array
  readonly patience?: number
}

/** Read-your-writes across nodes: where a write stands in the log, in words only a node can make. */
export class Positions {
  constructor(private readonly parts: PositionsParts) {}

  /** Opaque to the client. */
  tell(position: Position): string {
    const number = Buffer.alloc(NUMBER)
    number.writeBigUInt64BE(position)
    return Buffer.concat([number, this.macOf(number)]).toString('base64url')
  }

  /**
   * Resolves once reads of this node see what an untrusted text names.
   * @throws HttpProblem POSITION_MALFORMED, POSITION_FOREIGN, POSITION_NOT_REACHED; StoreError
   */
  async reach(text: string): Promise<void> {
    const position = this.read(text)
    const { models, head, patience = PATIENCE } = this.parts
    if (models.position >= position) return
    if ((await head()) < position) throw foreign('it lies beyond the end of the store')
    await untilRead(models, position, patience)
  }

  private read(text: string): Position {
    if (!FORM.test(text)) {
      throw new HttpProblem('POSITION_MALFORMED', 'expected a position as a write told it')
    }
    const bytes = Buffer.from(text, 'base64url')
    const number = bytes.subarray(0, NUMBER)
    if (timingSafeEqual(bytes.subarray(NUMBER), this.macOf(number))) return number.readBigUInt64BE()
    throw foreign('it was told by another ledger, or in another store')
  }

  private macOf(number: Uint8Array): Uint8Array {
    const { lookupKey, place } = this.parts
    const mac = createHmac('sha256', lookupKey).update(`contremarque/position/1 ${place} `)
    return mac.update(number).digest().subarray(0, MAC)
  }
}

/** Resolves once reads of this node see a position. @throws HttpProblem POSITION_NOT_REACHED after so many milliseconds */
export async function untilRead(
  models: Pick<ReadModels, 'waitFor'>,
  position: Position,
  patience: number,
): Promise<void> {
  const signal = AbortSignal.timeout(patience)
  try {
    await models.waitFor(position, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    throw new HttpProblem('POSITION_NOT_REACHED', 'this node has not read so far yet: ask again')
  }
}

function foreign(message: string): HttpProblem {
  return new HttpProblem('POSITION_FOREIGN', message)
}
