import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { describeWithPostgres } from './postgres-server.js'
import { twoProcessesContract } from './two-processes.contract.js'

describeWithPostgres('two processes, EventStoreDB, its double', () => {
  twoProcessesContract(async () => {
    const double = await EventStoreDbDouble.start()
    return { url: double.url, dispose: async () => double.kill() }
  })
})
