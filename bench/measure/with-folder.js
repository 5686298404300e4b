import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives a folder that is gone afterwards. */
export async function withFolder(task) {
  const folder = await mkdtemp(join(tmpdir(), 'contremarque-bench-'))
  try {
    return await task(join(folder, 'data'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
