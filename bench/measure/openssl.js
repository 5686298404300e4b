import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * P-256 operations per second on so many cores at once, as the system's `openssl speed` counts them: on
 * one per second of CPU time.
 * @param {{ seconds: number, cores?: number }} how
 * @returns {Promise<{sign: number, verify: number, version: string} | undefined>} undefined without openssl
 */
export async function opensslP256({ seconds, cores = 1 }) {
  const run = promisify(execFile)
  const multi = cores > 1 ? ['-multi', String(cores)] : []
  try {
    const { stdout } = await run('openssl', [
      'speed',
      '-seconds',
      String(seconds),
      ...multi,
      'ecdsap256',
    ])
    const [sign, verify] = /256 bits ecdsa.*?([\d.]+)\s+([\d.]+)\s*$/m.exec(stdout).slice(1)
    const { stdout: version } = await run('openssl', ['version'])
    return { sign: Number(sign), verify: Number(verify), version: version.trim() }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
