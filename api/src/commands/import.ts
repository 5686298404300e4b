import { createReadStream, existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { LedgerError } from '@contremarque/ledger'
import { readSettings, SettingsError } from '../config/settings.js'
import { readCsv } from '../import/csv-rows.js'
import { ImportError } from '../import/import-error.js'
import { assertHeaderFits, importJournal, type ImportSummary } from '../import/import-journal.js'
import { parseMapping, type Mapping } from '../import/mapping.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import { BROKEN_OFF, USAGE } from './exit.js'
import { openNodeAt } from './open-node.js'

export const help = `Usage: contremarque import FILE --mapping MAPPING --data DIR

Records another platform's journal, one CSV row as one entry, exactly once and in the order of the
file per case. A row that does not fit is reported with its line and reason; nothing of it enters. A
run that was broken off is resumed by running it again. An empty folder becomes a development ledger,
unless CONTREMARQUE_PROFILE or NODE_ENV says production.

Exit code 0: every row is recorded, sealed and time-stamped; 1: rows were refused, the others are;
64: usage, mapping or header; 70: anything else, run it again.

Example:
  contremarque import docs/examples/valmont.csv --mapping docs/examples/valmont.mapping.json --data data`

const REFUSED = 1
const MAX_ROW = 65_536
const WRONG_FOLDER: ReadonlySet<string> = new Set(['FOLDER_TAKEN', 'LEDGER_NOT_FOUND'])

export async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { mapping: { type: 'string' }, data: { type: 'string' } },
    allowPositionals: true,
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1 || !values.mapping || !values.data) {
    console.error(help)
    return USAGE
  }
  const problem = [values.mapping, file].map(fileProblem).find((each) => each !== undefined)
  if (problem !== undefined) {
    console.error(`contremarque import: ${problem}`)
    return USAGE
  }
  try {
    const mapping = parseMapping(await readFile(values.mapping, 'utf8'))
    const summary = await importInto(values.data, file, mapping)
    return summary.refused === 0 ? 0 : REFUSED
  } catch (error) {
    return report(error)
  }
}

function fileProblem(path: string): string | undefined {
  if (!existsSync(path)) return `${path} does not exist`
  return statSync(path).isDirectory() ? `${path} is a folder, expected a file` : undefined
}

async function importInto(data: string, file: string, mapping: Mapping): Promise<ImportSummary> {
  await assertHeaderFits(rowsOf(file, mapping), mapping)
  const { profile } = readSettings(process.env)
  const node = await openNodeAt(data, { mayFound: profile !== 'production', onFailure: tell })
  try {
    const summary = await importJournal(rowsOf(file, mapping), mapping, {
      recorder: node.recorder,
      lookupKey: node.ledger.folder.lookupKey,
      onProblem: (line, { code, message }) => {
        console.error(`line ${line}: ${code}: ${message}`)
      },
      onProgress: ({ read, recorded, alreadyThere, refused }) => {
        console.error(
          `${read} rows: ${recorded} recorded, ${alreadyThere} there, ${refused} refused`,
        )
      },
    })
    console.error('sealing and time-stamping')
    await node.ledger.settle()
    tellSummary(summary)
    return summary
  } finally {
    await node.close()
  }
}

function rowsOf(file: string, mapping: Mapping): ReturnType<typeof readCsv> {
  return readCsv(createReadStream(file), { ...mapping, maxRowBytes: MAX_ROW })
}

function tellSummary({ read, recorded, alreadyThere, refused }: ImportSummary): void {
  console.log(`read          ${read}`)
  console.log(`recorded      ${recorded}`)
  console.log(`already there ${alreadyThere}`)
  console.log(`refused       ${refused}`)
}

function report(error: unknown): number {
  const reason = error instanceof Error || Error.isError(error) ? error.message : String(error)
  console.error(`contremarque import: ${reason}`)
  if (error instanceof ImportError || error instanceof SettingsError) return USAGE
  if (error instanceof FolderError && WRONG_FOLDER.has(error.code)) return USAGE
  const code = (error as { code?: unknown }).code
  const isPathWrong = code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES'
  return isPathWrong && !(error instanceof LedgerError) ? USAGE : BROKEN_OFF
}

function tell(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error))
}
