import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

const compiled = join(import.meta.dirname, 'dist')
const modules = globSync(['main.js', 'commands/*.js', '**/*-{thread,worker}.js'], {
  cwd: compiled,
  exclude: ['bundle', 'threads'],
})

/** Asked for by libraries, and done without where they are not installed. */
const peersNotInstalled = [
  /^@nestjs\/(microservices|websockets|platform-express|mongoose)/,
  /^class-(transformer|validator)/,
  '@fastify/view',
  'pg-native',
]

/** Side by side, since threads are started from where the asking module lies. */
function nameOf(path) {
  const name = basename(path, '.js')
  return path.startsWith('commands/') ? `command-${name}` : name
}

/** The server, its threads and the commands, each with what it needs in a few files (ADR 33). */
export default {
  input: Object.fromEntries(modules.map((path) => [nameOf(path), join(compiled, path)])),
  platform: 'node',
  // Starts threads from modules beside its own.
  external: [/^@contremarque\/ledger/, ...peersNotInstalled],
  output: { dir: join(compiled, 'bundle'), format: 'esm', keepNames: true },
}
