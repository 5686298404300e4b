import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { EventStoreDBClient } from '@eventstore/db-client'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { Credentials } from '../../src/event-store/eventstoredb/settings.js'
import { isStoreError } from '../../src/event-store/store-error.js'
import { freePort } from '../../../test/free-port.js'
import { addressOf, NodeAuthority } from './node-authority.js'
import { NodeProcess, ownProgram, placeOf } from './node-process.js'

/** As EventStoreDB is founded, unless told otherwise. */
export const ADMINISTRATOR: Credentials = { username: 'admin', password: 'changeit' }
const TRY_EVERY = 100

type Use<T> = (client: EventStoreDBClient, as: { credentials: Credentials }) => Promise<T>

/** A real EventStoreDB of one suite alone: own files, own port on the loopback address. */
export class OwnServer {
  private readonly process: NodeProcess

  private constructor(
    private readonly folder: string,
    private readonly ports: readonly [number, number],
    private readonly authority: NodeAuthority | undefined,
  ) {
    const security = authority?.optionsFor('node') ?? ['--insecure']
    this.process = new NodeProcess([...placeOf(folder, ports), ...security])
  }

  /** @param isGuarded whether it has TLS, users and access control, or nothing of it */
  static async start(isGuarded = false): Promise<OwnServer> {
    const folder = await mkdtemp(join(tmpdir(), 'contremarque-eventstoredb-'))
    const authority = isGuarded ? new NodeAuthority(folder) : undefined
    const ports = [await freePort(), await freePort()] as const
    const server = new OwnServer(folder, ports, authority)
    await server.run()
    return server
  }

  get url(): string {
    return addressOf([this.ports[0]], this.authority)
  }

  get administrator(): Credentials {
    return ADMINISTRATOR
  }

  /** Resolves when it leads and answers. */
  async run(): Promise<void> {
    this.process.start()
    await this.untilAnswering()
  }

  kill(): Promise<void> {
    return this.process.kill()
  }

  /** Copies its files while it does not run. */
  async backUp(): Promise<void> {
    const { folder } = this
    await this.kill()
    await cp(join(folder, 'db'), join(folder, 'backup'), { recursive: true })
    await this.run()
  }

  /** Comes back with what was there when it was backed up. */
  async putBack(): Promise<void> {
    const { folder } = this
    await this.kill()
    await rm(join(folder, 'db'), { recursive: true })
    await cp(join(folder, 'backup'), join(folder, 'db'), { recursive: true })
    await this.run()
  }

  /** Something that only an administrator does. */
  async administer<T>(use: Use<T>): Promise<T> {
    const client = EventStoreDBClient.connectionString(this.url)
    try {
      return await use(client, { credentials: ADMINISTRATOR })
    } finally {
      await client.dispose()
    }
  }

  /** Removes for good what was cut or deleted. */
  async scavenge(): Promise<void> {
    const answer = await fetch(`http://localhost:${this.ports[0]}/admin/scavenge`, {
      method: 'POST',
      headers: { 'content-length': '0' },
    })
    if (!answer.ok) throw new RangeError(`no scavenge: ${answer.status}`)
  }

  async dispose(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true })
  }

  private async untilAnswering(): Promise<void> {
    while (!this.process.hasEnded) {
      if (await isAnswering(this.url)) return
      await pause(TRY_EVERY)
    }
    throw new RangeError(`${ownProgram()} ended`)
  }
}

/** Whether a leader answers at this address, or one that is no server of ours yet. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    const store = await openEventStoreDbStore({ url, credentials: ADMINISTRATOR })
    await store.close()
    return true
  } catch (error) {
    // Its users come into being after it leads.
    if (isStoreError(error, 'STORE_UNAVAILABLE') || isStoreError(error, 'STORE_DENIED'))
      return false
    throw error
  }
}

/**
 * `describe` for a suite that starts, kills and puts back a server, or administers one. Without the program
 * it shows as one skipped test named NOT RUN.
 */
export function describeWithOwnServer(name: string, suite: () => void): void {
  if (ownProgram() !== undefined) {
    describe(name, suite)
    return
  }
  const reason =
    'CONTREMARQUE_EVENTSTOREDB_PROGRAM names no program to start a server of its own with'
  describe(name, () => {
    test.skip(`NOT RUN: ${reason}`, () => undefined)
  })
}
