import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { PostgresServer } from './postgres-server.js'

const RUNBOOK = new URL('../../docs/runbooks/several-nodes.md', import.meta.url)

/** Runs the line of the runbook that names this program of PostgreSQL's, for this file. */
export function asInRunbook(
  { access, bin }: PostgresServer,
  program: 'pg_dump' | 'pg_restore',
  file: string,
): void {
  const text = readFileSync(RUNBOOK, 'utf8')
  const line = text.split('\n').find((each) => each.startsWith('    ') && each.includes(program))!
  const { user, host, port, database, password } = access
  execFileSync('sh', ['-c', line.replace(/\bFILE$/, file)], {
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      PGPASSWORD: password!,
      CONTREMARQUE_POSTGRES_URL: `postgres://${user}@${host}:${port}/${database}`,
    },
  })
}
