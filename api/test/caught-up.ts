import type { LedgerServer } from '../src/ledger-server.js'

/** Once the read side knows everything that is stored now. */
export async function caughtUp({ models, node }: LedgerServer): Promise<void> {
  await models.waitFor(await node.ledger.folder.store.headPosition())
}
