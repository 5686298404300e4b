import type { VerificationMessage, VerificationRequest } from './verification-messages.ts'

/**
 * Runs a verification in a Web Worker of its own.
 *
 * @returns stops it: nothing is heard of it any more
 */
export function startVerification(
  request: VerificationRequest,
  hear: (message: VerificationMessage) => void,
): () => void {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<VerificationMessage>) => {
    hear(data)
    if (data.kind !== 'progress') worker.terminate()
  }
  worker.onerror = ({ message }) => {
    // What could not even be loaded has no message.
    const code = message ? 'UNEXPECTED' : 'SUBJECT_UNREACHABLE'
    hear({ kind: 'failed', code, reason: message })
    worker.terminate()
  }
  worker.postMessage(request)
  return () => worker.terminate()
}
