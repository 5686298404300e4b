import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get as getInsecurely, type IncomingMessage } from 'node:http'
import { get as getSecurely } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../test/free-port.js'
import { addressOf, NodeAuthority } from './node-authority.js'
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
    private readonly authority: NodeAuthority | undefined,
  ) {
    this.nodes = ports.map((own) => {
      const [port] = own
      const seeds = ports.filter((each) => each !== own).map(([other]) => `localhost:${other}`)
      const cluster = ['--cluster-size', String(SIZE), '--discover-via-dns', 'false']
      const security = authority?.optionsFor(String(port)) ?? ['--insecure']
      const place = placeOf(join(folder, String(port)), own)
      const argv = [...place, ...cluster, ...security, '--gossip-seed', seeds.join(',')]
      return { port, process: new NodeProcess(argv), isDown: false }
    })
  }

  /**
   * Resolves when one of them leads.
   * @param isGuarded whether they have TLS, users and access control, or nothing of it
   */
  static async start(isGuarded = false): Promise<OwnCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'contremarque-cluster-'))
    const authority = isGuarded ? new NodeAuthority(folder) : undefined
    const ports: [number, number][] = []
    for (let i = 0; i < SIZE; i++) ports.push([await freePort(), await freePort()])
    const cluster = new OwnCluster(folder, ports, authority)
    for (const { process } of cluster.nodes) process.start()
    while (!(await isAnswering(cluster.url))) await pause(TRY_EVERY)
    return cluster
  }

  get url(): string {
    return this.trusting(this.authority)
  }

  /** The address of the three, for who trusts this authority. */
  trusting(authority: NodeAuthority | undefined): string {
    const ports = this.nodes.map(({ port }) => port)
    return addressOf(ports, authority)
  }

  /** The address of the three in which whoever leads comes last. */
  async leaderLast(): Promise<string> {
    const leader = await this.leader()
    const others = this.nodes.filter((node) => node !== leader)
    return addressOf(
      [...others, leader].map(({ port }) => port),
      this.authority,
    )
  }

  /** Kills whoever leads. @returns starts it again */
  async killLeader(): Promise<() => Promise<void>> {
    const leader = await this.leader()
    leader.isDown = true
    await leader.process.kill()
    return async () => {
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
      for (const node of this.nodes) if (await this.leads(node)) return node
      await pause(TRY_EVERY)
    }
  }

  private async leads({ port }: Node): Promise<boolean> {
    const ca = this.authority && (await readFile(this.authority.certificate))
    const door = { hostname: 'localhost', port, path: '/gossip' }
    const options = { ...door, headers: { accept: 'application/json' } }
    try {
      const request = ca === undefined ? getInsecurely(options) : getSecurely({ ...options, ca })
      const [answer] = (await once(request, 'response')) as [IncomingMessage]
      const { members } = (await json(answer)) as Gossip
      return members.some(
        ({ httpEndPointPort, state, isAlive }) =>
          httpEndPointPort === port && state === 'Leader' && isAlive,
      )
    } catch {
      // It does not run, or does not answer yet.
      return false
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
