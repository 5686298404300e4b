import { parseEntry, type Envelope } from '@contremarque/ledger'
import type { HttpWorld } from './http-world.js'

/** What is recorded of a person on the platform, or of what he did outside cases. */
export async function entriesOf(
  { server }: HttpWorld,
  kind: 'actor' | 'console',
  person: string,
): Promise<Envelope[]> {
  const { ledger, streams } = server.node
  const events = await ledger.folder.store.readStream(streams[kind](person), 0, 100)
  return events.map(({ data }) => parseEntry(data, ledger.folder.crypto).envelope)
}
