import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import { endOf, serverProgram, startProgram, type Ended, type RunOptions } from './run-command.ts'
import { PersonaSession } from './persona-session.ts'

interface ServerOptions extends RunOptions {
  /** In place of what `npm start` runs: words for Node. */
  readonly program?: readonly string[]
}

interface LogLine {
  readonly level: number
  readonly msg: string
  readonly url?: string
}

/** `npm start` without npm: the real server on a free port of 127.0.0.1. */
export class LedgerServer {
  private static readonly started = new Set<LedgerServer>()

  /** Log lines so far. */
  readonly log: readonly LogLine[]
  private readonly child: ChildProcess
  private readonly ended: Promise<Ended>

  private constructor(child: ChildProcess, ended: Promise<Ended>, log: readonly LogLine[]) {
    this.child = child
    this.ended = ended
    this.log = log
  }

  /** Resolves when the server says that it is ready; rejects with its last words if it ends before. */
  static async start(data: string, options: ServerOptions = {}): Promise<LedgerServer> {
    const { server, ended } = LedgerServer.launch(data, options)
    const first = await Promise.race([server.whenReady(), ended])
    if (first === true) return server
    throw new RangeError(`the server ended: ${JSON.stringify(first)}`)
  }

  /** Starts a server that is expected to end by itself. */
  static async refusal(data: string, options: ServerOptions = {}): Promise<Ended> {
    const { server, ended } = LedgerServer.launch(data, options)
    const first = await Promise.race([server.whenReady(), ended])
    if (first !== true) return first as Ended
    await server.stop('SIGKILL')
    throw new RangeError('the server started')
  }

  /** For `afterAll`: no server outlives the tests that started it. */
  static async endAll(): Promise<void> {
    await Promise.all([...LedgerServer.started].map((server) => server.stop('SIGKILL')))
  }

  private static launch(data: string, { program = [serverProgram], ...options }: ServerOptions) {
    const child = startProgram(program, {
      ...options,
      env: {
        CONTREMARQUE_DATA: data,
        CONTREMARQUE_PORT: '0',
        CONTREMARQUE_DEMO: 'off',
        CONTREMARQUE_RATE_LIMIT: '0',
        ...options.env,
      },
    })
    const log: LogLine[] = []
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('{')) log.push(JSON.parse(line) as LogLine)
    })
    const ended = endOf(child)
    const server = new LedgerServer(child, ended, log)
    LedgerServer.started.add(server)
    return { server, ended }
  }

  get url(): string {
    return this.log.find(({ msg }) => msg === 'ready')!.url!
  }

  /** What was logged as fatal: alarms, told right after the server is ready. */
  get fatal(): string[] {
    return this.log.filter(({ level }) => level >= 60).map(({ msg }) => msg)
  }

  /** Of a persona by its name in the directory. */
  session(handle: string): Promise<PersonaSession> {
    return PersonaSession.open(this.url, handle)
  }

  /** Has it stand still, wherever it is. */
  pause(): void {
    this.child.kill('SIGSTOP')
  }

  goOn(): void {
    this.child.kill('SIGCONT')
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }

  private async whenReady(): Promise<boolean> {
    while (this.child.exitCode === null && this.child.signalCode === null) {
      if (this.log.some(({ msg }) => msg === 'ready')) return true
      await pause(20)
    }
    return false
  }
}
