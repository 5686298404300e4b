import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseBatchRecord, verify, type Report } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { Caller } from '../../test/acceptance/caller.ts'
import { LedgerServer } from '../../test/acceptance/ledger-server.ts'
import type { PostgresAccess } from '../src/config/postgres-access.js'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import { developmentNodeKey } from '../src/development/pki/development-node-key.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { openEventStoreDbStore } from '../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { addNode } from '../src/ledger-folder/add-node.js'
import { folderPaths } from '../src/ledger-folder/folder-paths.js'
import type { LedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import { shareDocuments } from '../src/ledger-folder/shared-documents.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { openFolderReadOnly } from '../src/verification/open-folder.js'
import { eventually } from './eventually.js'

/** Milliseconds of real time for what other processes bring. */
const PATIENCE = 90_000

/** A node in a process of its own. */
interface NodeProcess {
  readonly data: string
  /** Absent while it is dead. */
  server: LedgerServer | undefined
}

/** One ledger, recorded and sealed by two processes over HTTP; their stores are the caller's. */
export class TwoProcesses {
  readonly nodes: readonly [NodeProcess, NodeProcess]
  readonly callers: readonly Caller[]
  private env: Record<string, string> = {}
  private store!: EventStore
  private ledger!: Pick<LedgerFolder, 'info' | 'trust'>

  private constructor(
    private readonly folder: string,
    private readonly url: string,
  ) {
    const node = (name: string): NodeProcess => ({ data: join(folder, name), server: undefined })
    this.nodes = [node('first'), node('second')]
    this.callers = [0, 1, 0, 1].map((at) => new Caller(() => this.door(at)))
  }

  static async begin(url: string, postgres: PostgresAccess): Promise<TwoProcesses> {
    const folder = await mkdtemp(join(tmpdir(), 'contremarque-processes-'))
    const world = new TwoProcesses(folder, url)
    await world.found(postgres)
    await Promise.all(world.nodes.map((node) => world.start(node)))
    world.store = await openEventStoreDbStore({ url })
    return world
  }

  async end(): Promise<void> {
    await LedgerServer.endAll()
    await this.store.close()
    await rm(this.folder, { recursive: true })
  }

  async start(node: NodeProcess): Promise<void> {
    node.server = await LedgerServer.start(node.data, { env: this.env })
  }

  async kill(node: NodeProcess): Promise<void> {
    const { server } = node
    node.server = undefined
    await server!.stop('SIGKILL')
  }

  other(node: NodeProcess): NodeProcess {
    return this.nodes.find((each) => each !== node)!
  }

  /** Entries acknowledged so far. */
  get acknowledged(): number {
    return this.callers.reduce((sum, { count }) => sum + count, 0)
  }

  /** Each caller records so many more, at its node or, while that one is dead, at the other. */
  async record(count: number): Promise<void> {
    await Promise.all(this.callers.map((caller) => caller.record(caller.count + count)))
  }

  /** The node that signed the last batch. */
  async sealing(): Promise<NodeProcess> {
    return this.until(async () => {
      const last = (await this.notes()).at(-1)
      for (const node of this.nodes) if ((await lastSigned(node)) === last) return node
      return undefined
    })
  }

  until<T>(read: () => Promise<T | undefined | false>): Promise<T> {
    return eventually(read, PATIENCE)
  }

  /** Answered when it is stamped: then all that was recorded before is sealed and stamped. */
  async settled(): Promise<void> {
    const [caller] = this.callers
    await this.until(async () => (await caller!.recordLast()).state === 'stamped')
  }

  /** What the nodes say is wrong, in their logs and now. */
  async complaints(): Promise<string[]> {
    const said = await Promise.all(
      this.nodes.map(async ({ server }) => {
        const auditor = await server!.session('auditeur')
        const { body } = await auditor.get<{ alarms: { code: string }[] }>('/ledger/health')
        return [...server!.fatal, ...body.alarms.map(({ code }) => code)]
      }),
    )
    return said.flat()
  }

  async verify(): Promise<Report> {
    const { data } = this.nodes[0]
    const { source, close } = await openFolderReadOnly(data, { url: this.url })
    const { trust } = this.ledger
    const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
    await close()
    return report
  }

  /** Notes that a node signed last and that are of no batch. */
  async strays(): Promise<string[]> {
    const notes = await this.notes()
    const signed = await Promise.all(this.nodes.map(lastSigned))
    return signed.filter((note) => !notes.includes(note))
  }

  /** Leaf hashes of a stream, in its order: RFC 9162 §2.1.1. */
  async hashes(stream: string): Promise<string[]> {
    const events = await this.store.readStream(stream, 0, 10_000)
    return events.map(({ data }) =>
      createHash('sha256').update(Buffer.of(0)).update(data).digest('hex'),
    )
  }

  private async notes(): Promise<string[]> {
    const events = await this.store.readStream(recordStreams(this.ledger.info).sealing, 0, 10_000)
    return events.map(({ data }) => parseBatchRecord(data).note)
  }

  private door(at: number): string {
    const { server } = this.nodes[at]!
    return (server ?? this.other(this.nodes[at]!).server)!.url
  }

  private async found(postgres: PostgresAccess): Promise<void> {
    const [first, second] = this.nodes
    const eventStoreDb = { url: this.url }
    const clock = new TokenClock()
    const options = { clock, mayFound: true, eventStoreDb, postgres }
    const { folder, close } = await runDevelopmentLedger(first.data, options)
    await close()
    this.ledger = folder
    const documents = join(this.folder, 'documents')
    await shareDocuments(folderPaths(first.data), folder.info, documents)
    const key = (_: string, from: Parameters<typeof developmentNodeKey>[0]) =>
      developmentNodeKey(from, clock.now())
    await addNode(first.data, second.data, { clock, eventStoreDb, key })
    const secret = join(this.folder, 'postgres.secret')
    await writeFile(secret, postgres.password!)
    const { user, host, port, database } = postgres
    this.env = {
      CONTREMARQUE_EVENTSTOREDB_URL: this.url,
      CONTREMARQUE_POSTGRES_URL: `postgres://${user}@${host}:${port}/${database}`,
      CONTREMARQUE_POSTGRES_PASSWORD_FILE: secret,
      CONTREMARQUE_DOCUMENTS: documents,
    }
  }
}

function lastSigned({ data }: NodeProcess): Promise<string> {
  return readFile(join(folderPaths(data).guard, 'last-signed.note'), 'utf8')
}
