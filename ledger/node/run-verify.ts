import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { LedgerError } from '../src/errors.ts'

import { RECEIPT_VERSION } from '../src/receipt/receipt.ts'
import { reportText } from '../src/report/report-text.ts'
import type { Report, Verdict } from '../src/report/report.ts'
import { exportErasures } from '../src/source/export-erasures.ts'
import { EXPORT_VERSION } from '../src/source/export-format.ts'
import { exportSource } from '../src/source/export-reader.ts'
import type { LedgerSource } from '../src/source/ledger-source.ts'
import { verifyReceiptFile } from '../src/verifier/receipt/verify-receipt-file.ts'
import type { Against, Progress } from '../src/verifier/verify-options.ts'
import { verify } from '../src/verifier/verify.ts'
import { nodeCrypto } from './node-crypto.ts'
import { readChunks } from './read-chunks.ts'
import { readAgainst, readTrust, type GivenTrust } from './read-given.ts'
import { signatureWorkers } from './signature-workers.ts'
import { parseVerifyArguments, verifyHelp, type VerifyArguments } from './verify-arguments.ts'

/** A data folder, opened read-only. */
export interface OpenedFolder {
  readonly source: LedgerSource
  close(): Promise<void>
}

export interface RunVerifyOptions {
  /** Left out where no data folder can be read. */
  readonly openFolder?: (path: string) => Promise<OpenedFolder>
  /** The report; default standard output. */
  readonly write?: (text: string) => void
  /** What is wrong with the usage, and progress; default standard error. */
  readonly tell?: (text: string) => void
}

const USAGE = 64
const exitCodes: Readonly<Record<Verdict, number>> = {
  TOTAL_PASSED: 0,
  TOTAL_FAILED: 1,
  INDETERMINATE: 2,
}

/**
 * The command `verify`: reads what the arguments name, writes the report, returns the exit code.
 * Throws only for faults of its own; what is wrong with usage or input files given for comparison is
 * told, and 64.
 */
export async function runVerify(
  argv: readonly string[],
  options: RunVerifyOptions = {},
): Promise<number> {
  const {
    write = (text: string) => process.stdout.write(text),
    tell = (text: string) => process.stderr.write(text),
  } = options
  if (argv.includes('--help')) {
    write(`${verifyHelp}\n`)
    return 0
  }
  const parsed = parseVerifyArguments(argv)
  const problem = typeof parsed === 'string' ? parsed : usageProblem(parsed, options)
  if (typeof parsed === 'string' || problem !== null) {
    tell(`verify: ${problem}\n\n${verifyHelp}\n`)
    return USAGE
  }
  try {
    const given = await readTrust(parsed)
    const against = parsed.against === undefined ? undefined : await readAgainst(parsed.against)
    const report = await makeReport(parsed, given, against, options)
    write(parsed.isJson ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
    return exitCodes[report.verdict]
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    tell(`verify: ${error.message}\n`)
    return USAGE
  }
}

function usageProblem(
  { path, trust, against }: VerifyArguments,
  { openFolder }: RunVerifyOptions,
): string | null {
  const missing = [path, trust, against].find((file) => file !== undefined && !existsSync(file))
  if (missing !== undefined) return `${missing} does not exist`
  const folder = [trust, against].find((file) => file !== undefined && statSync(file).isDirectory())
  if (folder !== undefined) return `${folder} is a folder, expected a file`
  if (statSync(path).isDirectory() && openFolder === undefined) {
    return `${path} is a folder: verify an export of it, or use contremarque verify`
  }
  return null
}

async function makeReport(
  parsed: VerifyArguments,
  given: GivenTrust,
  against: Against | undefined,
  options: RunVerifyOptions,
): Promise<Report> {
  const { path } = parsed
  if (statSync(path).isDirectory()) {
    const folder = await options.openFolder!(path)
    try {
      return await verifySource(folder.source, parsed, given, against, options)
    } finally {
      await folder.close()
    }
  }
  const document = await readDocument(path)
  if (document?.includes(RECEIPT_VERSION) === true) {
    return verifyReceiptFile(document, { ...given, crypto: nodeCrypto() })
  }
  if (document !== undefined) assertNoOtherDocument(path, document)
  return verifySource(fileSource(path), parsed, given, against, options)
}

/** A pipe is read but once: what was erased is counted then, and not listed. */
function fileSource(path: string): LedgerSource {
  const source = exportSource(readChunks(path), createHash('sha256'))
  return statSync(path).isFile()
    ? { ...source, erasures: () => exportErasures(readChunks(path)) }
    : source
}

/** A file small enough to be a receipt and not named as an export. */
async function readDocument(path: string): Promise<Buffer | undefined> {
  const isOther = statSync(path).size > 4 * 1024 * 1024 || /\.jsonl$/.test(path)
  return isOther ? undefined : readFile(path)
}

/**
 * A JSON document of another kind is a mistake of the caller's, no ledger that was tampered with.
 * @throws LedgerError SOURCE_MALFORMED
 */
function assertNoOtherDocument(path: string, document: Buffer): void {
  if (document.includes(EXPORT_VERSION)) return
  try {
    JSON.parse(document.toString())
  } catch {
    return
  }
  throw new LedgerError(
    'SOURCE_MALFORMED',
    `${path} is JSON of another kind: expected an export (.jsonl), a receipt or a data folder`,
  )
}

async function verifySource(
  source: LedgerSource,
  { isIntegrityOnly }: VerifyArguments,
  given: GivenTrust,
  against: Against | undefined,
  options: RunVerifyOptions,
): Promise<Report> {
  const workers = isIntegrityOnly ? undefined : signatureWorkers()
  try {
    return await verify({
      source,
      ...given,
      crypto: nodeCrypto(),
      integrityOnly: isIntegrityOnly,
      onProgress: progressTeller(options),
      ...(workers === undefined ? {} : { signatureVerifier: workers }),
      ...(against === undefined ? {} : { against }),
    })
  } finally {
    await workers?.close()
  }
}

/** A line now and then, for people at a terminal. */
function progressTeller({ tell }: RunVerifyOptions): (progress: Progress) => void {
  let last = Date.now()
  const isTerminal = process.stderr.isTTY
  const say = tell ?? ((text: string) => process.stderr.write(text))
  return ({ entries, batches, stamps }) => {
    if (!isTerminal || Date.now() - last < 2000) return
    last = Date.now()
    say(`${entries} entries, ${batches} batches, ${stamps} time-stamps\n`)
  }
}
