import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SignatureCheck } from '../src/crypto/crypto.ts'
import { LedgerError } from '../src/errors.ts'
import type { SignatureVerifier } from '../src/verifier/signature-verifier.ts'
import { packChecks } from './pack-signature-checks.ts'

/** Worker threads that verify signatures, one per core. */
export interface SignatureWorkers extends SignatureVerifier {
  readonly width: number
  /** Ends the threads; what is under way fails, and what is asked after: WORKER_FAILED. */
  close(): Promise<void>
}

interface Pending {
  readonly resolve: (results: boolean[]) => void
  readonly reject: (cause: unknown) => void
}

/** @param threads default: as many as there are cores */
export function signatureWorkers(threads = availableParallelism()): SignatureWorkers {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const script = new URL(`./signature-worker.${extension}`, import.meta.url)
  const pending = new Map<number, Pending>()
  let failure: LedgerError | undefined
  const fail = (cause?: unknown) => {
    failure ??= new LedgerError('WORKER_FAILED', 'a signature thread ended', { cause })
    for (const { reject } of pending.values()) reject(failure)
    pending.clear()
  }
  const workers = Array.from({ length: threads }, () => startWorker(script, pending, fail))
  let next = 0
  return {
    // Two batches per thread, so that none waits for the calling thread.
    width: 2 * threads,
    verifySignatures(checks: readonly SignatureCheck[]) {
      const id = next++
      const bytes = packChecks(checks)
      return new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure)
          return
        }
        pending.set(id, { resolve, reject })
        workers[id % threads]!.postMessage({ id, bytes }, [bytes.buffer])
      })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function startWorker(
  script: URL,
  pending: Map<number, Pending>,
  fail: (cause?: unknown) => void,
): Worker {
  const worker = new Worker(script)
  worker.on('message', ({ id, results }: { id: number; results: Uint8Array }) => {
    pending.get(id)?.resolve(Array.from(results, (result) => result === 1))
    pending.delete(id)
  })
  worker.on('error', fail)
  worker.on('exit', () => {
    fail()
  })
  return worker
}
