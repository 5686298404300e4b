import { EventLog } from './event-log.js'
import { EventStoreDbDouble } from './eventstoredb-double.js'

/**
 * Doubles over one log: one leads, the others name it, all tell of each other. What replication does to a
 * log is not shown.
 */
export class ClusterDouble {
  readonly log = new EventLog()
  readonly nodes: EventStoreDbDouble[] = []

  static async start(size = 3): Promise<ClusterDouble> {
    const cluster = new ClusterDouble()
    for (let i = 0; i < size; i++) cluster.nodes.push(await EventStoreDbDouble.start(cluster.log))
    for (const node of cluster.nodes) node.members = () => cluster.members()
    cluster.elect(0)
    return cluster
  }

  get url(): string {
    return `esdb://${this.nodes.map(({ address }) => address).join(',')}?tls=false`
  }

  elect(i: number): void {
    const leader = this.nodes[i]!
    for (const { standing } of this.nodes) standing.leader = leader.address
    leader.standing.leader = undefined
  }

  kill(): void {
    for (const node of this.nodes) node.kill()
  }

  async listen(): Promise<void> {
    for (const node of this.nodes) await node.listen()
  }

  private members() {
    return this.nodes.map(({ address, isUp, standing }) => {
      return { address, isAlive: isUp, isLeader: standing.leader === undefined }
    })
  }
}
