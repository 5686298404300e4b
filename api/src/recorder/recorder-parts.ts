import type { Anchor, Crypto, Signer } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import type { EventStore } from '../event-store/event-store.js'
import type { EventPlace } from '../event-store/log-reader.js'
import type { Opening } from '../personal-data/opening.js'

/** What the recorder is made of. */
export interface RecorderParts {
  readonly store: EventStore
  readonly signer: Signer
  readonly crypto: Crypto
  readonly origin: string
  readonly clock: Clock
  readonly timers: Timers
  /** 32 bytes that never leave the node. */
  readonly lookupKey: Uint8Array
  readonly openings: { put(openings: readonly Opening[]): Promise<void> }
  readonly pseudonyms: PseudonymBook
  /** The last time-stamped checkpoint, null before the first. */
  readonly anchor: () => Anchor | null
  /** Told before the append: the leaf hash kept from signing, hexadecimal, and the place it says. */
  readonly remember: (hash: string, place: EventPlace) => void
  /** Told when what was remembered is not going to be stored, as far as is known. */
  readonly forget: (hash: string) => void
  /** Resolves when there is room to record; undefined where there is, which costs no turn. */
  readonly room: () => Promise<void> | undefined
  /** @throws when time-stamping has been down for longer than the outage policy allows */
  readonly assertLegallyDatedAllowed: () => void
  /** @throws when the ledger is not whole: nothing may be recorded until people have looked */
  readonly assertRecordable: () => void
  /** How many entries of a stream are known to have been in the store. */
  readonly knownEntries?: (stream: string) => number
  /** @throws when the entry that a stream was found to end with is not one that was signed */
  readonly assertEnd?: (stream: string, revision: number) => Promise<void>
  /** Called once per entry that has become durable. */
  readonly onRecorded?: (stream: string, count: number) => void
}

/** The pseudonyms the recorder needs; implemented in personal-data/. */
export interface PseudonymBook {
  find(person: string, stream: string): Promise<string | undefined>
  /** Durable when it resolves; the pseudonym that stands, which is another when one was there. */
  keep(person: string, stream: string, pseudonym: string): Promise<string>
  personOf(pseudonym: string): Promise<string | undefined>
}
