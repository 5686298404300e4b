import { createWriteStream, existsSync, statSync } from 'node:fs'
import { chmod, copyFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { nodeCrypto } from '@contremarque/ledger/node'
import { readSettings } from '../config/settings.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { flush } from '../files/durable-file.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { exportLedger } from '../verification/export-ledger.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { FAILED, failure, USAGE } from './exit.js'

export const help = `Usage: contremarque export --data DIR --out FILE.jsonl

Writes a whole ledger, up to its last time-stamped checkpoint, as JSON lines, and its trust file
beside it as FILE.trust.json. When no server holds the folder, what is not sealed and stamped yet is
sealed and stamped first.

Whoever verifies the export compares the fingerprints in the trust file with ones that came another
way.

Example:
  contremarque export --data data --out ledger.jsonl
  contremarque verify ledger.jsonl`

export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, out: { type: 'string' } },
  })
  const { data, out } = values
  const problem = usageProblem(data, out)
  if (data === undefined || out === undefined || problem !== undefined) {
    console.error(`contremarque export: ${problem}\n\n${help}`)
    return USAGE
  }
  try {
    await settle(data)
    await writeExport(data, out)
    return 0
  } catch (error) {
    const isNoLedger = error instanceof FolderError && error.code === 'LEDGER_NOT_FOUND'
    return failure('export', error, isNoLedger ? USAGE : FAILED)
  }
}

/** What must be right before anything is sealed for the export. */
function usageProblem(data: string | undefined, out: string | undefined): string | undefined {
  if (data === undefined || out === undefined) return 'expected --data DIR and --out FILE.jsonl'
  if (!out.endsWith('.jsonl')) return `${out}: expected a name that ends with .jsonl`
  if (!existsSync(dirname(out))) return `${dirname(out)} does not exist`
  if (existsSync(out) && statSync(out).isDirectory()) return `${out} is a folder, expected a file`
  if (existsSync(data) && !statSync(data).isDirectory())
    return `${data} is a file, expected a folder`
  return undefined
}

/** Seals and stamps what is pending, unless a server is about to. */
async function settle(data: string): Promise<void> {
  try {
    const { keyPassphrase, eventStoreDb } = readSettings(process.env)
    const ledger = await runDevelopmentLedger(data, {
      clock: new TokenClock(),
      mayFound: false,
      recording: false,
      ...(keyPassphrase === undefined ? {} : { passphrase: keyPassphrase }),
      ...(eventStoreDb === undefined ? {} : { eventStoreDb }),
    })
    try {
      ledger.assertRecordable()
      await ledger.settle()
    } finally {
      await ledger.close()
    }
  } catch (error) {
    if (!(error instanceof FolderError && error.code === 'FOLDER_LOCKED')) throw error
    console.error(`${error.message}: exporting what is stamped so far`)
  }
}

/** The file appears whole or not at all. */
async function writeExport(data: string, out: string): Promise<void> {
  const ledger = await openFolderReadOnly(data, readSettings(process.env).eventStoreDb)
  const beside = `${out}.new`
  try {
    await pipeline(exportLedger(ledger, nodeCrypto()), createWriteStream(beside, { flush: true }))
    const trust = out.replace(/[.]jsonl$/, '.trust.json')
    await copyFile(folderPaths(data).trust, trust)
    // In the folder it is the owner's alone; this one is to be handed on.
    await chmod(trust, 0o644)
    await rename(beside, out)
    await flush(dirname(out))
  } finally {
    await rm(beside, { force: true })
    await ledger.close()
  }
}
