import type { EventStore } from '../event-store/event-store.js'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import type { LogReader } from '../event-store/log-reader.js'
import type { LedgerInfo } from '../ledger-folder/ledger-info.js'

/** Where the events of a ledger are, or go to. */
export type StorePlace = 'embedded' | EventStoreDbSettings

/** A store that a ledger is copied to. */
export interface CopyTarget {
  readonly store: EventStore
  readonly engine: LedgerInfo['store']
  /** What is there now, for verification. */
  openReader(): Promise<LogReader>
  /** Closes the store, and puts it where the ledger will look for it. */
  finish(): Promise<void>
}
