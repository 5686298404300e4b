import type { NoteSigner } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import type { Guard } from './guard.js'
import type { LandmarkOptions } from './landmark-keeper.js'
import type { EntryRules } from './read-back.js'
import type { PaceSettings } from './sealing-pace.js'

export interface SealerOptions {
  readonly store: EventStore
  /** `sealing-<ledger id>`. */
  readonly stream: string
  readonly rules: EntryRules
  readonly signer: NoteSigner
  /** C2SP verifier key of the checkpoint key. */
  readonly checkpointKey: string
  readonly guard: Guard
  /** Whether a store that holds batches is refused when the guard knows of none; false when not given. */
  readonly isGuardExpected?: boolean
  /** Notes known to be in the ledger, `head.note` among them: the store must hold each. */
  readonly knownNotes: readonly string[]
  /** From where a start goes on; without it each start reads everything first. */
  readonly landmarks?: LandmarkOptions
  readonly clock: Clock
  readonly timers: Timers
  readonly pace?: PaceSettings
  /** Told of what is neither an entry nor a batch, whenever the store is read. */
  readonly onOther?: (event: StoredEvent) => void
}
