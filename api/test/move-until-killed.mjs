import { writeSync } from 'node:fs'
import { movePersonalData } from '../dist/personal-data-move/move-personal-data.js'

// Moves personal data to PostgreSQL and stops for good where it is told to, until killed.
const [folder, access, where] = process.argv.slice(2)

function reached(place) {
  if (!place.endsWith(where)) return
  writeSync(1, `${where}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

await movePersonalData(folder, JSON.parse(access), {
  onStep: reached,
  onCopied: (table) => reached(`copied ${table}`),
  onCompared: (table) => reached(`compared ${table}`),
  onDestroyed: (path) => reached(`destroyed ${path}`),
})
