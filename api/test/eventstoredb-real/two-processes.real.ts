import { describeWithPostgres } from '../postgres-server.js'
import { twoProcessesContract } from '../two-processes.contract.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

describeWithOwnServer('two processes, EventStoreDB, a real server', () => {
  describeWithPostgres('and PostgreSQL', () => {
    twoProcessesContract(() => OwnServer.start())
  })
})
