import { runFolder } from './run-folder.mjs'

/** Threads and programs that tests start compile a module once in a run, not once each. */
export default function shareCompiledModules() {
  process.env.NODE_COMPILE_CACHE = runFolder('compiled')
}
