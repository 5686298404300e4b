import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { residentMemory } from '../measure/resident-memory.js'
import { threadCpu } from '../measure/thread-cpu.js'

const program = fileURLToPath(new URL('../../api/bin/contremarque.js', import.meta.url))
const OFTEN = 500

/**
 * The command verify, as it is installed, in a process of its own. `memory` tells what it takes now
 * and took at most; `ended` its report, its seconds, its CPU seconds and the highest memory seen.
 */
export function startVerifier(path, trust, hasSignatures) {
  const only = hasSignatures ? [] : ['--integrity-only']
  const args = [program, 'verify', path, '--trust', trust, '--json', ...only]
  const begin = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const memory = () => residentMemory(child.pid)
  const last = { highest: 0, cpu: 0 }
  const watch = setInterval(() => {
    last.highest = memory()?.highest ?? last.highest
    const used = [...threadCpu(child.pid).values()].reduce((sum, one) => sum + one, 0)
    last.cpu = Math.max(last.cpu, used / 1e6)
  }, OFTEN)
  return { memory, ended: reportOf(child).then(finish) }

  function finish(report) {
    clearInterval(watch)
    return { report, seconds: (performance.now() - begin) / 1000, ...last }
  }
}

function reportOf(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (part) => (text += part))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code <= 2 && text !== '') resolve(JSON.parse(text))
      else reject(new Error(`verify ended with ${code}`))
    })
  })
}
