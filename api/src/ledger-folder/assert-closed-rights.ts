import type { EventStore } from '../event-store/event-store.js'
import type { Interference } from '../event-store/interference.js'
import { FolderError } from './folder-error.js'

/** Rights that are named one by one. */
const MAX_NAMED = 5

/**
 * What gives others than the writer a right stands in the log, and was read with all of it at the start;
 * what came after our last event is read here.
 * @throws FolderError STORE_UNGUARDED
 */
export async function assertClosedRights(
  store: EventStore,
  interferences: () => readonly Interference[],
): Promise<void> {
  await store.readAll(await store.headPosition(), 1)
  const opened = interferences().filter(({ kind, isThreat }) => kind === 'access' && isThreat)
  if (opened.length === 0) return
  const named = opened.slice(0, MAX_NAMED).map(({ message }) => message)
  if (opened.length > MAX_NAMED) named.push(`as many more: ${opened.length - MAX_NAMED}`)
  throw new FolderError('STORE_UNGUARDED', named.join('; '))
}
