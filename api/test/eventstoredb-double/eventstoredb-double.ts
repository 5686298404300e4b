import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Server, ServerCredentials, status, type sendUnaryData } from '@grpc/grpc-js'
import { appendHandler } from './append-handler.js'
import { batchHandler } from './batch-handler.js'
import { deleteHandlers } from './delete-handlers.js'
import { EventLog } from './event-log.js'
import { Faults } from './faults.js'
import { grpcError } from './grpc-error.js'
import { readHandler, type Standing } from './read-handler.js'

/**
 * A double of EventStoreDB: its gRPC services on the client's own stubs, a log in memory, and faults on
 * demand. It answers what a real one was observed to answer (`observed.json`, held by
 * `observed.spec.ts`), and nothing beyond that.
 */
export class EventStoreDbDouble {
  readonly log = new EventLog()
  readonly faults = new Faults()
  readonly standing: Standing = { leader: undefined, phantoms: [] }
  /** Undefined: of a server from before it could be asked. */
  version: string | undefined = '23.10.6'
  private server: Server | undefined
  private port = 0

  static async start(): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble()
    await double.listen()
    return double
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get url(): string {
    return `esdb://${this.address}?tls=false`
  }

  /** Breaks every connection and call, as `kill -9` does. */
  kill(): void {
    this.server?.forceShutdown()
    this.server = undefined
  }

  /** Listens, after `kill` on the same port and with what was stored. */
  async listen(): Promise<void> {
    const server = new Server()
    const { log, faults, standing } = this
    server.addService(streamsService.StreamsService, {
      append: appendHandler(log, faults),
      batchAppend: batchHandler(log),
      read: readHandler(log, faults, standing),
      ...deleteHandlers(log),
    })
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: unknown, answer: sendUnaryData<unknown>) =>
        this.version === undefined
          ? answer(grpcError(status.UNIMPLEMENTED, 'unknown service'))
          : answer(null, supported(this.version)),
    })
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(
        `127.0.0.1:${this.port}`,
        ServerCredentials.createInsecure(),
        (error, port) => (error === null ? resolve(port) : reject(error)),
      )
    })
    this.server = server
  }
}

function supported(version: string): InstanceType<typeof features.SupportedMethods> {
  const method = new features.SupportedMethod()
  method.setServiceName('event_store.client.streams.streams')
  method.setMethodName('batchappend')
  const methods = new features.SupportedMethods()
  methods.setEventStoreServerVersion(version)
  methods.setMethodsList([method])
  return methods
}
