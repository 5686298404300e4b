import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')
/** What `npm start` runs. */
export const serverProgram = join(repository, 'api/dist/bundle/main.js')
const launcher = join(repository, 'api/bin/contremarque.js')

export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Run as another user; only root may. */
  readonly user?: number
}

/** A program of ours with nothing of the surroundings but what a new user has. */
export function startProgram(argv: readonly string[], options: RunOptions = {}): ChildProcess {
  const { cwd = repository, env = {}, user } = options
  const inherited = Object.entries(process.env).filter(([name]) => !/^CONTREMARQUE_/.test(name))
  const settings: SpawnOptions = {
    cwd,
    env: { ...Object.fromEntries(inherited), NODE_ENV: 'development', ...env },
    ...(user !== undefined && { uid: user, gid: user }),
  }
  return spawn(process.execPath, [...argv], settings)
}

/** Resolves when the process has ended and its output was read. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { status, signal, stdout, stderr }
}

/** The command `contremarque`, as installed. */
export function startCommand(argv: readonly string[], options: RunOptions = {}): ChildProcess {
  return startProgram([launcher, ...argv], options)
}

export function contremarque(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return endOf(startCommand(argv, options))
}
