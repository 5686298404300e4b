import { writeSync } from 'node:fs'
import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync } from 'node:sqlite'

// Backs up the data keys of a folder and stops where it is told to, until killed: when the copy is `begun`, `whole`
// or `named`.
const [data, out, where] = process.argv.slice(2)

function stopWhen(place) {
  if (place !== where) return
  writeSync(1, `${where}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (text) {
  if (text.startsWith('VACUUM')) stopWhen('begun')
  return prepare.call(this, text)
}
const { rename } = files
files.rename = async (...names) => {
  stopWhen('whole')
  await rename(...names)
  stopWhen('named')
}
syncBuiltinESMExports()
const { run } = await import('../dist/commands/keys.js')
process.exitCode = await run(['backup', '--data', data, '--out', out])
