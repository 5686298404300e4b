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

/** Once the refusals answered so far are told: that comes after their answers. */
export async function refusalsTold({ server }: HttpWorld): Promise<void> {
  await new Promise(setImmediate)
  await Promise.all(server.node.recorder['background'])
}
