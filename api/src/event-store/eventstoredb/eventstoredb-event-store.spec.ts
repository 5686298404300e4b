import { eventStoreContract } from '../../../test/event-store.contract.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

eventStoreContract('EventStoreDB, its double', async () => {
  const double = await EventStoreDbDouble.start()
  const opened = [await openEventStoreDbStore({ url: double.url })]
  return {
    store: opened[0]!,
    reopen: async () => {
      const store = await openEventStoreDbStore({ url: double.url })
      opened.push(store)
      return store
    },
    dispose: async () => {
      for (const store of opened) await store.close()
      double.kill()
    },
  }
})
