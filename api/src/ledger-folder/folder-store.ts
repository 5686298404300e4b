import { setTimeout as delay } from 'node:timers/promises'
import { KEYS_STREAM, entryHash, toHex, type Crypto } from '@contremarque/ledger'
import { START, type EventStore } from '../event-store/event-store.js'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import { openSqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import type { LedgerInfo } from './ledger-info.js'
import { namedStore } from './named-store.js'

/** Milliseconds until a store that is away is tried again, doubled each time up to the last. */
const FIRST_WAIT = 100
const LAST_WAIT = 2_000

export interface StoreOptions {
  /** The EventStoreDB the environment names; absent: the embedded store. */
  readonly eventStoreDb?: EventStoreDbSettings
  /** Told each time that the store is waited for; without it an unreachable store is an error. */
  readonly onStoreAway?: (reason: string) => void
  /** Told of an EventStoreDB newer than any that was tried. */
  readonly onUntriedServer?: (reason: string) => void
  /** Told of rights in the store that nobody should have, where the profile lets them pass. */
  readonly onExcessRights?: (rights: readonly string[]) => void
}

/**
 * Opens the store in which a new ledger is to be founded.
 * @throws StoreError; FolderError STORE_UNGUARDED; FolderError STORE_TAKEN: a ledger shares its EventStoreDB with nothing
 */
export async function openNewStore(
  paths: FolderPaths,
  profile: LedgerInfo['profile'],
  options: StoreOptions,
): Promise<EventStore> {
  if (options.eventStoreDb === undefined) return openSqliteEventStore(paths.events, 'create')
  const store = await reach(options.eventStoreDb, profile, options)
  if ((await store.headPosition()) === START) return store
  await store.close()
  throw new FolderError(
    'STORE_TAKEN',
    'the EventStoreDB holds events already: a new ledger wants an empty one, also after a founding that broke off',
  )
}

/**
 * Opens the store that a ledger lives in, and no other.
 * @throws StoreError; FolderError SETTINGS_MISSING, LEDGER_ELSEWHERE, STORE_UNGUARDED
 */
export async function openFolderStore(
  info: Pick<LedgerInfo, 'profile' | 'store'>,
  paths: FolderPaths,
  genesis: { readonly hash: string; readonly crypto: Crypto },
  options: StoreOptions,
): Promise<EventStore> {
  const { eventStoreDb } = options
  if (info.store === 'sqlite') {
    if (eventStoreDb === undefined) return openSqliteEventStore(paths.events, 'write')
    throw new FolderError(
      'LEDGER_ELSEWHERE',
      `${paths.root} keeps its events in the embedded store: unset CONTREMARQUE_EVENTSTOREDB_URL`,
    )
  }
  const store = await reach(namedStore(paths, eventStoreDb), info.profile, options)
  try {
    await assertHolds(store, genesis)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * An EventStoreDB once it is there, and guarded as the profile asks. Its client is loaded only here.
 * @throws StoreError; FolderError STORE_UNGUARDED
 */
export async function reach(
  settings: EventStoreDbSettings,
  profile: LedgerInfo['profile'],
  options: StoreOptions,
): Promise<EventStore> {
  const { openEventStoreDbStore } =
    await import('../event-store/eventstoredb/eventstoredb-event-store.js')
  const open = () => openEventStoreDbStore(settings, options.onUntriedServer)
  const store = await whenThere(open, settings, options)
  try {
    await checkRights(settings, profile, options)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** @throws FolderError STORE_UNGUARDED in production */
async function checkRights(
  settings: EventStoreDbSettings,
  profile: LedgerInfo['profile'],
  options: StoreOptions,
): Promise<void> {
  const { excessRights } = await import('../event-store/eventstoredb/access.js')
  const excess = await whenThere(() => excessRights(settings), settings, options)
  if (excess.length === 0) return
  if (profile === 'production') {
    throw new FolderError(
      'STORE_UNGUARDED',
      `EventStoreDB: ${excess.join(', ')}: run \`contremarque store prepare\` with an administrator's credentials`,
    )
  }
  options.onExcessRights?.(excess)
}

/** A server that comes up later, or elects its leader, is waited for; what else is wrong is told at once. */
async function whenThere<T>(
  ask: () => Promise<T>,
  { url }: EventStoreDbSettings,
  { onStoreAway }: StoreOptions,
): Promise<T> {
  const { untrusted } = await import('../event-store/eventstoredb/tls-fault.js')
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LAST_WAIT)) {
    try {
      return await ask()
    } catch (error) {
      if (!isStoreError(error, 'STORE_UNAVAILABLE')) throw error
      const fault = await untrusted(url, error)
      if (fault !== undefined || onStoreAway === undefined) throw fault ?? error
      onStoreAway(error.message)
      await delay(wait)
    }
  }
}

async function assertHolds(
  store: EventStore,
  { hash, crypto }: { readonly hash: string; readonly crypto: Crypto },
): Promise<void> {
  const [first] = await store.readStream(KEYS_STREAM, 0, 1)
  if (first !== undefined && toHex(entryHash(first.data, crypto)) === hash) return
  const found = first === undefined ? 'holds no ledger' : 'holds another ledger'
  throw new FolderError('LEDGER_ELSEWHERE', `the EventStoreDB named ${found}`)
}
