import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Starts a thread from the module of this name that lies beside the asking one, in source or built form. */
export function startThread(name: string, beside: string, options: WorkerOptions): Worker {
  const ending = beside.endsWith('.ts') ? '.ts' : '.js'
  return new Worker(new URL(`./${name}${ending}`, beside), options)
}
