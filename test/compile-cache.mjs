import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Threads and programs that tests start compile a module once in a run, not once each. */
export default function shareCompiledModules() {
  const folder = mkdtempSync(join(tmpdir(), 'contremarque-compiled-'))
  process.env.NODE_COMPILE_CACHE = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
