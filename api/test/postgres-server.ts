import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { PostgresAccess } from '../src/config/postgres-access.js'
import { connectPostgres } from '../src/database/postgres.js'
import { freePort } from '../../test/free-port.js'

/** Where Debian puts it: it is not on the path. The newest of those installed. */
const PACKAGED = '/usr/lib/postgresql'
/** In memory where there is such a folder: what a test commits need not outlive it. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const PASSWORD = 'a password of this test only'

/** Certificate and key of the server, PEM. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
}

/** A PostgreSQL of this test alone: own files, own port on the loopback address. */
export class PostgresServer {
  private process: ChildProcess | undefined

  private constructor(
    private readonly folder: string,
    /** Folder of its programs. */
    readonly bin: string,
    readonly access: PostgresAccess,
  ) {}

  static async start(tls?: ServerTls): Promise<PostgresServer> {
    const bin = programs()
    if (bin === undefined) throw new Error('PostgreSQL is missing')
    const folder = mkdtempSync(join(PLACE, 'contremarque-postgres-'))
    own(folder)
    write(join(folder, 'password'), PASSWORD)
    const data = join(folder, 'data')
    const [program, args] = asOwner(join(bin, 'initdb'), [
      ...['--pgdata', data, '--username', 'ledger', '--pwfile', join(folder, 'password')],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
    ])
    execFileSync(program, args, { stdio: 'ignore', cwd: folder })
    write(join(data, 'server.crt'), tls?.certificate ?? '')
    write(join(data, 'server.key'), tls?.key ?? '')
    const access = {
      host: 'localhost',
      port: await freePort(),
      database: 'postgres',
      user: 'ledger',
      password: PASSWORD,
    }
    const server = new PostgresServer(folder, bin, access)
    await server.run(tls !== undefined)
    return server
  }

  /** Its files: what is destroyed must not be found there. */
  get data(): string {
    return join(this.folder, 'data')
  }

  async run(hasTls = false): Promise<void> {
    const { folder, bin, access, data } = this
    const [program, args] = asOwner(join(bin, 'postgres'), [
      ...['-D', data, '-p', String(access.port), '-k', folder],
      ...['-c', 'listen_addresses=localhost', '-c', `ssl=${hasTls ? 'on' : 'off'}`],
    ])
    this.process = spawn(program, args, { stdio: 'ignore', cwd: folder })
    const probe = join(bin, 'pg_isready')
    const asked = ['-q', '-h', 'localhost', '-p', String(access.port)]
    while (!succeeds(probe, asked)) await delay(20)
  }

  /** Ends it without letting it finish anything. */
  async kill(): Promise<void> {
    if (this.process === undefined) return
    const ended = once(this.process, 'exit')
    const [program, args] = asOwner(join(this.bin, 'pg_ctl'), [
      ...['stop', '--pgdata', this.data, '--mode', 'immediate', '--silent'],
    ])
    execFileSync(program, args, { stdio: 'ignore', cwd: this.folder })
    await ended
    this.process = undefined
  }

  /** Empties the database of what a ledger keeps in it. */
  async clear(): Promise<void> {
    const database = await connectPostgres(this.access)
    await sql`DROP SCHEMA IF EXISTS contremarque, contremarque_keys CASCADE`.execute(database)
    await database.destroy()
  }

  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true })
  }
}

/**
 * `describe` for a suite that needs PostgreSQL. Where it is missing, the suite shows as one skipped test
 * named NOT RUN; it fails instead when CONTREMARQUE_REQUIRE names `postgres`.
 */
export function describeWithPostgres(name: string, suite: () => void): void {
  if (programs() !== undefined) {
    describe(name, suite)
    return
  }
  const required = (process.env['CONTREMARQUE_REQUIRE'] ?? '').split(',')
  describe(name, () => {
    if (required.includes('postgres')) {
      test('postgres is required by CONTREMARQUE_REQUIRE', () => {
        expect('postgres missing').toBe('postgres found')
      })
    } else {
      test.skip('NOT RUN: PostgreSQL is missing', () => undefined)
    }
  })
}

function programs(): string | undefined {
  const versions = existsSync(PACKAGED) ? readdirSync(PACKAGED) : []
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(PACKAGED, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')))
}

/** PostgreSQL refuses to run as root: the user that its package made does it then. */
const isRoot = process.getuid?.() === 0

function asOwner(program: string, args: readonly string[]): readonly [string, readonly string[]] {
  return isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args]
}

function own(path: string): void {
  if (isRoot) execFileSync('chown', ['postgres', path])
}

function write(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o600)
  own(path)
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
