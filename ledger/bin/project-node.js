import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const required = 26
const unavailable = 69
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * The Node that `npm ci` brought for this platform, or undefined.
 * @returns {string | undefined} path of the executable
 */
function findProjectNode() {
  const require = createRequire(import.meta.url)
  const place = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  for (const name of [`node-${place}`, `node-bin-${place}`]) {
    try {
      return require.resolve(`${name}/${file}`)
    } catch {
      continue
    }
  }
  return undefined
}

/** A terminal sends its Ctrl-C to both processes: passing it on would send it twice. */
function passSignals(child) {
  for (const signal of signals) {
    process.on(signal, () => {
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    })
  }
}

/** Ends as the child ended: same exit code, or the same signal. */
function endLike(code, signal) {
  if (signal === null) {
    process.exitCode = code
    return
  }
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/**
 * Runs `main` here when this Node is recent enough; else runs the program again under the Node
 * of the project, with the same arguments, standard streams, exit code and signals.
 * @param {() => Promise<void>} main
 */
export async function underProjectNode(main) {
  if (Number.parseInt(process.versions.node, 10) >= required) return main()
  const node = findProjectNode()
  if (node === undefined) {
    console.error(`Node ${required} is needed, this is ${process.versions.node}: run npm ci`)
    process.exitCode = unavailable
    return
  }
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  passSignals(child)
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`)
    process.exitCode = unavailable
  })
  child.on('exit', endLike)
}
