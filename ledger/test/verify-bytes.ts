import { createHash } from 'node:crypto'
import type { Report } from '../src/report/report.ts'
import { exportSource } from '../src/source/export-reader.ts'
import type { Trust } from '../src/trust/trust.ts'
import { verify } from '../src/verifier/verify.ts'
import type { VerifyOptions } from '../src/verifier/verify-options.ts'
import { crypto } from './test-world.ts'

/** Verifies the bytes of an export, in chunks that fall anywhere. */
export function verifyBytes(
  bytes: Uint8Array,
  trust: Trust | null,
  options: Partial<VerifyOptions> = {},
): Promise<Report> {
  return verify({
    source: exportSource(chunks(bytes, 1009), createHash('sha256')),
    trust,
    trustSource: trust === null ? 'none' : 'given',
    crypto,
    ...options,
  })
}

async function* chunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export function codes(report: Report): readonly string[] {
  return report.findings.map(({ code }) => code)
}
