import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../test/free-port.js'
import { NodeProcess, placeOf } from './node-process.js'
import { isAnswering } from './own-server.js'

const SIZE = 3
const TRY_EVERY = 200

interface Node {
  readonly port: number
  readonly process: NodeProcess
  /** Killed, and not to be started again yet. */
  isDown: boolean
}

/** Three real nodes of one suite alone. One that ends by itself, as it must to truncate, is started again. */
export class OwnCluster {
  private readonly nodes: Node[]
  private readonly supervising = setInterval(() => this.supervise(), TRY_EVERY)

  private constructor(
    private readonly folder: string,
    ports: readonly (readonly [number, number])[],
  ) {
    this.nodes = ports.map((own) => {
      const [port] = own
      const seeds = ports.filter((each) => each !== own).map(([other]) => `127.0.0.1:${other}`)
      const cluster = ['--insecure', '--cluster-size', String(SIZE), '--discover-via-dns', 'false']
      const place = placeOf(join(folder, String(port)), own)
      const process = new NodeProcess([...place, ...cluster, '--gossip-seed', seeds.join(',')])
      return { port, process, isDown: false }
    })
  }

  /** Resolves when one of them leads. */
  static async start(): Promise<OwnCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'contremarque-cluster-'))
    const ports: [number, number][] = []
    for (let i = 0; i < SIZE; i++) ports.push([await freePort(), await freePort()])
    const cluster = new OwnCluster(folder, ports)
    for (const { process } of cluster.nodes) process.start()
    while (!(await isAnswering(cluster.url))) await pause(TRY_EVERY)
    return cluster
  }

  get url(): string {
    return `esdb://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false`
  }

  /** Kills whoever leads. @returns starts it again */
  async killLeader(): Promise<() => void> {
    const leader = await this.leader()
    leader.isDown = true
    await leader.process.kill()
    return () => {
      leader.isDown = false
    }
  }

  async dispose(): Promise<void> {
    clearInterval(this.supervising)
    for (const { process } of this.nodes) await process.kill()
    await rm(this.folder, { recursive: true })
  }

  private supervise(): void {
    for (const { process, isDown } of this.nodes) {
      if (process.hasEnded && !isDown) process.start()
    }
  }

  /** The node that says so of itself. */
  private async leader(): Promise<Node> {
    for (;;) {
      for (const node of this.nodes) if (await leads(node)) return node
      await pause(TRY_EVERY)
    }
  }
}

interface Gossip {
  readonly members: readonly {
    readonly httpEndPointPort: number
    readonly state: string
    readonly isAlive: boolean
  }[]
}

async function leads({ port }: Node): Promise<boolean> {
  try {
    const headers = { accept: 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}/gossip`, { headers })
    const { members } = (await answer.json()) as Gossip
    const isLeader = (member: Gossip['members'][number]) =>
      member.httpEndPointPort === port && member.state === 'Leader' && member.isAlive
    return members.some(isLeader)
  } catch {
    // It does not run, or does not answer yet.
    return false
  }
}
