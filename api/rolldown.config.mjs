import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

const compiled = join(import.meta.dirname, 'dist')
const modules = globSync(['main.js', '**/*-{thread,worker}.js'], {
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

/** The server and its threads, side by side: what starts with it in a few files (ADR 33). */
export default {
  input: Object.fromEntries(modules.map((path) => [basename(path, '.js'), join(compiled, path)])),
  platform: 'node',
  // Starts threads from modules beside its own.
  external: [/^@contremarque\/ledger/, ...peersNotInstalled],
  output: { dir: join(compiled, 'bundle'), format: 'esm', keepNames: true },
}
