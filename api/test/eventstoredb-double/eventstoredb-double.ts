import { randomUUID } from 'node:crypto'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Server, ServerCredentials, status, type sendUnaryData } from '@grpc/grpc-js'
import { AccessControl } from './access-control.js'
import { appendHandler } from './append-handler.js'
import { batchHandler } from './batch-handler.js'
import { deleteHandlers } from './delete-handlers.js'
import { EventLog } from './event-log.js'
import { Faults } from './faults.js'
import { gossipHandler, type Member } from './gossip-handler.js'
import { grpcError } from './grpc-error.js'
import { readHandler } from './read-handler.js'
import type { Standing } from './standing.js'

/**
 * A double of EventStoreDB: its gRPC services on the client's own stubs, a log in memory, and faults on
 * demand. It answers what a real one was observed to answer (`observed.json`, held by
 * `observed.spec.ts`), and nothing beyond that.
 */
export class EventStoreDbDouble {
  readonly faults = new Faults()
  readonly standing: Standing = { leader: undefined, phantoms: [] }
  /** Undefined: of a server from before it could be asked. */
  version: string | undefined = '23.10.6'
  /** Who is in its cluster. */
  members: () => readonly Member[] = () => [
    { address: this.address, isAlive: true, isLeader: this.standing.leader === undefined },
  ]
  readonly access: AccessControl
  port = 0
  private server: Server | undefined

  private constructor(readonly log: EventLog) {
    this.access = new AccessControl(log)
  }

  /** @param log that of the node whose events it has too */
  static async start(log = new EventLog()): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(log)
    await double.listen()
    return double
  }

  get isUp(): boolean {
    return this.server !== undefined
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get url(): string {
    return `esdb://${this.address}?tls=false`
  }

  /** What an administrator writes, or the server itself: JSON, behind whatever is there. */
  administer(stream: string, type: string, data: object): void {
    const json = { contentType: 'application/json', data: Buffer.from(JSON.stringify(data)) }
    this.log.append(stream, 'any', [{ id: randomUUID(), type, ...json, custom: new Uint8Array() }])
  }

  /** Breaks every connection and call, as `kill -9` does. */
  kill(): void {
    this.server?.forceShutdown()
    this.server = undefined
  }

  /** Listens, after `kill` on the same port and with what was stored. */
  async listen(): Promise<void> {
    const server = new Server()
    const { log, faults, access } = this
    server.addService(streamsService.StreamsService, {
      append: appendHandler(this),
      batchAppend: batchHandler(log, faults),
      read: readHandler(this),
      ...deleteHandlers(log, access),
    })
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: unknown, answer: sendUnaryData<unknown>) =>
        this.version === undefined
          ? answer(grpcError(status.UNIMPLEMENTED, 'unknown service'))
          : answer(null, supported(this.version)),
    })
    server.addService(gossipService.GossipService, { read: gossipHandler(() => this.members()) })
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
