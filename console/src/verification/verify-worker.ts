import { LedgerError } from '@contremarque/ledger'
import { webCrypto } from '@contremarque/ledger/web'
import { runVerification } from './run-verification.ts'
import type { VerificationMessage, VerificationRequest } from './verification-messages.ts'

/** Milliseconds between two reports of progress. */
const PACE = 100

const post = (message: VerificationMessage) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<VerificationRequest>) => {
  let told = 0
  runVerification(data, webCrypto(), (progress) => {
    const now = performance.now()
    if (now - told < PACE) return
    told = now
    post({ kind: 'progress', progress })
  }).then(
    (report) => post({ kind: 'report', report }),
    (error: unknown) => post({ kind: 'failed', ...failureOf(error) }),
  )
}

function failureOf(error: unknown): { code: string; reason: string } {
  const reason = error instanceof Error ? error.message : String(error)
  return { code: error instanceof LedgerError ? (error.code as string) : 'UNEXPECTED', reason }
}
