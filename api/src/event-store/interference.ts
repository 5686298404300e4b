/** What an administrator of the engine did to what is kept there. */
export interface Interference {
  readonly kind: 'access' | 'deletion' | 'rollback' | 'scavenge' | 'truncation'
  /** Stream that it is about; null: the whole store. */
  readonly stream: string | null
  /** Whether entries are out of reach, or not safe any more: nothing may be recorded until people have looked. */
  readonly isThreat: boolean
  /** Position in the engine's log of what tells it. */
  readonly at: bigint
  /** Whether it goes on: no start has read what comes after it. */
  readonly isUnderWay?: true
  /** What is affected, and what to do. */
  readonly message: string
}
