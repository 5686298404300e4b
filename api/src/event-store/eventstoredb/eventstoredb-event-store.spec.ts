import { eventStoreContract } from '../../../test/event-store.contract.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

/** Milliseconds; none of these tests is about time, and a machine may be busy. */
const ENOUGH = 60_000
const limits = { appendLimit: ENOUGH, readLimit: ENOUGH, patience: ENOUGH }

eventStoreContract('EventStoreDB, its double', async () => {
  const double = await EventStoreDbDouble.start()
  const open = () => openEventStoreDbStore({ url: double.url, ...limits })
  const opened = [await open()]
  return {
    store: opened[0]!,
    reopen: async () => {
      const store = await open()
      opened.push(store)
      return store
    },
    dispose: async () => {
      for (const store of opened) await store.close()
      double.kill()
    },
  }
})
