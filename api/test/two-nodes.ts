import { join } from 'node:path'
import type { PostgresAccess } from '../src/config/postgres-access.js'
import type { EventStoreDbAccess } from '../src/config/settings.js'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import { developmentNodeKey } from '../src/development/pki/development-node-key.js'
import { addNode, type AddNodeOptions } from '../src/ledger-folder/add-node.js'
import { folderPaths } from '../src/ledger-folder/folder-paths.js'
import { shareDocuments } from '../src/ledger-folder/shared-documents.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'

/** What two nodes share besides documents. */
interface SharedPlaces {
  readonly eventStoreDb: EventStoreDbAccess
  readonly postgres: PostgresAccess
}

type NodeSettings = SharedPlaces & { readonly data: string; readonly documents: string }

/** Makes the data folders of two nodes of one ledger in `root`. @returns what each is to be started with */
export async function makeTwoNodes(
  root: string,
  places: SharedPlaces,
): Promise<readonly [NodeSettings, NodeSettings]> {
  const [first, second] = [join(root, 'first'), join(root, 'second')]
  const documents = join(root, 'documents')
  const clock = new TokenClock()
  const founded = await runDevelopmentLedger(first, { clock, mayFound: true, ...places })
  await founded.close()
  await shareDocuments(folderPaths(first), founded.folder.info, documents)
  const key: AddNodeOptions['key'] = (_, from) => developmentNodeKey(from, clock.now())
  await addNode(first, second, { clock, eventStoreDb: places.eventStoreDb, key })
  return [
    { data: first, documents, ...places },
    { data: second, documents, ...places },
  ]
}
