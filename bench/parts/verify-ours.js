import { createHash } from 'node:crypto'
import { exportSource, verify } from '../../ledger/dist/src/index.js'
import { nodeCrypto } from '../../ledger/dist/node/index.js'
import { readChunks } from '../../ledger/dist/node/read-chunks.js'
import { signatureWorkers } from '../../ledger/dist/node/signature-workers.js'
import { startProfile } from '../measure/profiler.js'

/**
 * Verifies an export as the CLI does: with `workers` signature threads, or without signatures.
 * @returns entries a second; `workers` 0 verifies on the calling thread
 */
export async function run({ file, trust, integrityOnly, workers, profile }) {
  const threads = workers > 0 && !integrityOnly ? signatureWorkers(workers) : undefined
  const crypto = nodeCrypto({ signatures: 'caller' })
  const stop = profile ? await startProfile() : undefined
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const report = await verify({
    source: exportSource(readChunks(file), createHash('sha256')),
    trust,
    trustSource: 'given',
    crypto,
    integrityOnly,
    ...(threads && { signatureVerifier: threads }),
  })
  const seconds = (performance.now() - begin) / 1000
  const used = process.cpuUsage(cpu)
  const parts = await stop?.()
  await threads?.close()
  const expected = integrityOnly ? 'INDETERMINATE' : 'TOTAL_PASSED'
  if (report.verdict !== expected) throw new Error(`${report.verdict}: ${report.summary}`)
  return {
    counted: report.entries,
    perSecond: report.entries / seconds,
    perCpuSecond: report.entries / ((used.user + used.system) / 1e6),
    memory: process.memoryUsage().rss,
    parts,
  }
}
