import { fork } from 'node:child_process'
import { withFolder } from './with-folder.js'

const host = new URL('./part-host.js', import.meta.url)

/**
 * Runs one part in a process of its own, with a folder of its own, and gives what it returns;
 * `onProgress` gets what it tells on the way.
 */
export function runPart(name, options = {}, onProgress = () => undefined) {
  return withFolder((folder) =>
    answerOf(fork(host, [name, JSON.stringify({ folder, ...options })]), name, onProgress),
  )
}

function answerOf(child, name, onProgress) {
  return new Promise((resolve, reject) => {
    let result
    child.on('message', (message) => {
      if ('progress' in message) onProgress(message.progress)
      else result = message
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0 && result !== undefined) resolve(result)
      else reject(new Error(`${name} ended with ${code}`))
    })
  })
}
