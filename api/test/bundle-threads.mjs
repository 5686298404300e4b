import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'rolldown'
import { runFolder } from '../../test/run-folder.mjs'

/** Bundles the sources of the threads, as the server's are: a thread then loads one file, not a hundred. */
export default async function bundleThreads() {
  const cwd = join(import.meta.dirname, '../src')
  const modules = globSync('**/*-{thread,worker}.ts', { cwd, exclude: ['threads'] })
  const dir = runFolder('threads')
  process.env.CONTREMARQUE_TEST_THREADS = dir
  await build({
    input: Object.fromEntries(modules.map((path) => [basename(path, '.ts'), join(cwd, path)])),
    platform: 'node',
    resolve: { conditionNames: ['@contremarque/source', 'node'] },
    external: ['pg-native'],
    output: { dir, format: 'esm', keepNames: true },
    logLevel: 'warn',
  })
}
