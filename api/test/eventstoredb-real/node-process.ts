import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A node of EventStoreDB as a process of ours. */
export class NodeProcess {
  private child: ChildProcess | undefined

  constructor(private readonly argv: readonly string[]) {}

  /** Whether it was started and is no more: killed, or ended by itself. */
  get hasEnded(): boolean {
    const { child } = this
    return child !== undefined && (child.exitCode !== null || child.signalCode !== null)
  }

  start(): void {
    const env = { ...process.env, EVENTSTORE_TELEMETRY_OPTOUT: 'true' }
    this.child = spawn(ownProgram()!, this.argv, { stdio: 'ignore', env })
  }

  /** Resolves when it is gone, as by `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || this.hasEnded) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

/** Program that starts a node, for suites that kill, put back or administer one. */
export function ownProgram(): string | undefined {
  return process.env['CONTREMARQUE_EVENTSTOREDB_PROGRAM']
}

/** Where a node keeps its files, and where it listens. */
export function placeOf(folder: string, [port, replication]: readonly [number, number]): string[] {
  return [
    ...['--db', `${folder}/db`, '--log', `${folder}/log`],
    ...['--node-ip', '127.0.0.1', '--node-port', String(port)],
    ...['--replication-ip', '127.0.0.1', '--replication-port', String(replication)],
    ...['--node-host-advertise-as', 'localhost', '--replication-host-advertise-as', 'localhost'],
  ]
}
