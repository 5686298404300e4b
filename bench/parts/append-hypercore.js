import { randomBytes } from 'node:crypto'
import Hypercore from 'hypercore'
import { callers } from '../measure/callers.js'

/** hypercore: BLAKE2b tree, one Ed25519 signature per append call; no flush before the answer. */
export async function run({ folder, count, seconds, bytes }) {
  const core = new Hypercore(folder)
  await core.ready()
  const result = await callers({ count, seconds, task: () => core.append(randomBytes(bytes)) })
  await core.close()
  return result
}
