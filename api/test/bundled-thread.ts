import { join } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** In the place of `startThread`: the thread of this name as bundled for the run. */
export function startThread(name: string, _beside: string, options: WorkerOptions): Worker {
  return new Worker(join(process.env['CONTREMARQUE_TEST_THREADS']!, `${name}.js`), options)
}
