import { open, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { flush } from '../../files/durable-file.js'
import { PersonalDataError } from '../personal-data-error.js'

/**
 * The wrapped data keys as they stand at one instant, while a server writes or not, with nothing of those that
 * were destroyed. The copy is on the disk, for the owner alone, when this resolves; broken off, it has another name.
 * @returns how many keys
 * @throws PersonalDataError KEYS_UNREADABLE, KEY_COPY_TAKEN
 */
export async function copyKeys(keys: string, out: string): Promise<number> {
  if (!existsSync(keys)) throw unreadable(`${keys} is missing`)
  if (existsSync(out)) throw taken(`${out} is there already: name a new file`)
  const beside = `${out}.new`
  await makeEmpty(beside)
  try {
    const count = vacuum(keys, beside)
    await flush(beside)
    await rename(beside, out)
    await flush(dirname(out))
    return count
  } finally {
    await rm(beside, { force: true })
  }
}

/** With its mode before anything stands in it. */
async function makeEmpty(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.close()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw taken(`${path} is of a backup under way, or of one broken off: then remove it`)
  }
}

/** Rows only: a copy of pages would bring along what was written where now nothing stands. */
function vacuum(keys: string, copy: string): number {
  try {
    // For reading only, it would leave log and index behind where no server runs, under whoever backs up.
    const file = new DatabaseSync(keys, { timeout: 5_000 })
    try {
      file.prepare('VACUUM INTO ?').run(copy)
    } finally {
      file.close()
    }
    return countIn(copy)
  } catch (cause) {
    throw unreadable(`${keys}: ${(cause as Error).message}`, { cause })
  }
}

function countIn(copy: string): number {
  const file = new DatabaseSync(copy, { readOnly: true })
  try {
    return file.prepare('SELECT count(*) AS count FROM data_key').get()!['count'] as number
  } finally {
    file.close()
  }
}

function unreadable(message: string, options?: ErrorOptions): PersonalDataError {
  return new PersonalDataError('KEYS_UNREADABLE', message, options)
}

function taken(message: string): PersonalDataError {
  return new PersonalDataError('KEY_COPY_TAKEN', message)
}
