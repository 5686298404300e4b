import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parseTrust } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { readSettings } from '../config/settings.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { namedDatabase } from '../ledger-folder/named-store.js'
import { openPersonalData } from '../personal-data/open-personal-data.js'
import { Generations } from '../projections/generations.js'
import { buildGeneration, type RebuildReport } from '../projections/rebuild.js'
import { openingWithoutKey } from '../sealing/sealing-error.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque rebuild --data DIR

Builds the read models again from the log, beside those that serve, and switches to the new ones. A
running server goes over to them by itself. The log is only read.

Example:
  contremarque rebuild --data data`

export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { data: { type: 'string' } } })
  if (values.data === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    const begin = performance.now()
    const { events } = await rebuild(values.data)
    const seconds = (performance.now() - begin) / 1000
    const rate = Math.round(events / seconds)
    console.log(`${events} events in ${seconds.toFixed(1)} s (${rate}/s)`)
    return 0
  } catch (error) {
    return failure('rebuild', error)
  }
}

/** The new generation serves when this resolves. @throws LedgerError when there is no ledger to read */
async function rebuild(data: string): Promise<RebuildReport> {
  const paths = folderPaths(data)
  const { eventStoreDb, postgres } = readSettings(process.env)
  const ledger = await openFolderReadOnly(data, eventStoreDb)
  try {
    const trust = parseTrust(await readFile(paths.trust))
    const { origin } = ledger.info
    const personalData = await openPersonalData({
      folder: paths.personalData,
      origin,
      documentKey: await readFile(paths.documentKey),
      postgres: namedDatabase(paths, ledger.info, postgres),
      onWithoutKey: () => console.error(openingWithoutKey().message),
    })
    const openings = personalData.readBeside()
    try {
      const { pseudonyms } = personalData
      const sources = {
        store: ledger.reader,
        origin,
        openings,
        pseudonyms,
        trust,
        crypto: nodeCrypto(),
      }
      const generations = new Generations(paths.readModels)
      const report = await buildGeneration(generations, sources, showProgress)
      generations.switchTo(report.path)
      generations.removeOthers()
      return report
    } finally {
      await openings.close()
      await personalData.close()
    }
  } finally {
    await ledger.close()
  }
}

function showProgress(events: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${events} events`)
}
