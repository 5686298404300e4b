import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * P-256 operations per second of CPU time on one core, as the system's `openssl speed` counts them.
 * @returns {Promise<{sign: number, verify: number, version: string} | undefined>} undefined without openssl
 */
export async function opensslP256({ seconds }) {
  const run = promisify(execFile)
  try {
    const { stdout } = await run('openssl', ['speed', '-seconds', String(seconds), 'ecdsap256'])
    const [sign, verify] = /256 bits ecdsa.*?([\d.]+)\s+([\d.]+)\s*$/m.exec(stdout).slice(1)
    const { stdout: version } = await run('openssl', ['version'])
    return { sign: Number(sign), verify: Number(verify), version: version.trim() }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
