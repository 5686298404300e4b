import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { eventStoreContract } from '../event-store.contract.js'
import { realServer } from './real-server.js'
import { sinceNow } from './since-now.js'

eventStoreContract('EventStoreDB, a real server', async () => {
  const opened = [await openEventStoreDbStore(await realServer())]
  const begin = await opened[0]!.headPosition()
  return {
    store: sinceNow(opened[0]!, begin),
    reopen: async () => {
      const store = await openEventStoreDbStore(await realServer())
      opened.push(store)
      return sinceNow(store, begin)
    },
    dispose: async () => {
      for (const store of opened) await store.close()
    },
  }
})
