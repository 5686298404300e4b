import { BoundedMap } from '../../cache/bounded-map.js'
import type { IdentityError } from '../identity-error.js'

/** Milliseconds before a source that was silent, or talked nonsense, is asked again. */
const RETRY = 15_000
const MAX_KEPT = 4_096

/** What a source says: bytes, until when they are worth something, and whether they tell a status. */
export interface Answer {
  readonly der: Uint8Array
  /** Milliseconds since 1970. */
  readonly until: number
  readonly isConclusive: boolean
}

interface Kept {
  readonly answer: Answer | undefined
  /** When the source is asked next. */
  readonly askAt: number
}

/**
 * Answers by what was asked. One is kept until its next update, but asked anew sooner: what it said
 * serves on while its source is silent, or says something else that tells nothing.
 */
export class KeptAnswers {
  private readonly kept = new BoundedMap<string, Kept>(MAX_KEPT)
  private readonly asking = new Map<string, Promise<Answer | undefined>>()

  constructor(private readonly now: () => number) {}

  /** The newest answer, or undefined when there is none. `ask` rejects with IdentityError on silence. */
  async get(key: string, refresh: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const known = this.kept.get(key)
    if (known !== undefined && this.now() < known.askAt) return known.answer
    const pending = this.asking.get(key)
    if (pending !== undefined) return pending
    const asked = this.renew(key, refresh, ask).finally(() => this.asking.delete(key))
    this.asking.set(key, asked)
    return asked
  }

  private async renew(
    key: string,
    refresh: number,
    ask: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const fresh = await ask().catch(silent)
    const now = this.now()
    const before = this.kept.get(key)?.answer
    const isUsable = before !== undefined && before.isConclusive && now <= before.until
    const answer = fresh?.isConclusive !== true && isUsable ? before : fresh
    this.kept.set(key, { answer, askAt: askAt(fresh, now, refresh) })
    return answer
  }
}

/** Never later than what is kept counts, but for what counts only now. */
function askAt(fresh: Answer | undefined, now: number, refresh: number): number {
  if (fresh?.isConclusive !== true || fresh.until <= now) return now + RETRY
  return Math.min(now + refresh, fresh.until)
}

function silent(error: unknown): undefined {
  if ((error as Partial<IdentityError> | null)?.code === 'REVOCATION_UNKNOWN') return undefined
  throw error
}
