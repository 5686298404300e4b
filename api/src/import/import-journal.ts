import { createHash } from 'node:crypto'
import { journal, type JournalAction, type JournalState } from '../actions/journal/journal.js'
import type { Person } from '../actions/decider.js'
import type { Recorded, RecordRequest } from '../recorder/record-request.js'
import { RecorderError } from '../recorder/recorder-error.js'
import { derivedUuid } from '../recorder/request-reference.js'
import type { CsvRow } from './csv-rows.js'
import { ImportError } from './import-error.js'
import { decodeCells, mapRow, type RowProblem } from './map-row.js'
import { placeColumns, type Mapping } from './mapping.js'

/** What the import needs of the recorder. */
export interface JournalRecorder {
  record(request: RecordRequest<JournalState, JournalAction>): Promise<Recorded>
}

export interface ImportParts {
  readonly recorder: JournalRecorder
  /** Maps foreign cases and people to uuids; 32 bytes that never leave the node. */
  readonly lookupKey: Uint8Array
  readonly onProblem: (line: number, problem: RowProblem) => void
  readonly onProgress: (summary: ImportSummary) => void
}

export interface ImportSummary {
  /** Rows of the file, header and empty lines apart. */
  readonly read: number
  readonly recorded: number
  /** Recorded by an earlier run, or standing twice in the file. */
  readonly alreadyThere: number
  /** Rows of which nothing entered. */
  readonly refused: number
}

const IN_FLIGHT = 64
const PROGRESS_EVERY = 500

/**
 * Records every row that fits, once for ever: the row's key columns are its idempotency key, so a
 * run that was killed is resumed by running it again. Rows of one case are recorded in the order of
 * the file, one at a time; those of different cases side by side. Resolves when all are durable.
 * @throws ImportError for the header; whatever the recorder throws, once nothing is in flight
 */
export async function importJournal(
  rows: AsyncIterable<CsvRow>,
  mapping: Mapping,
  parts: ImportParts,
): Promise<ImportSummary> {
  const run = new ImportRun(mapping, parts)
  try {
    for await (const row of rows) await run.take(row)
  } finally {
    await run.settle()
  }
  return run.finish()
}

class ImportRun {
  readonly #mapping: Mapping
  readonly #parts: ImportParts
  readonly #summary = { read: 0, recorded: 0, alreadyThere: 0, refused: 0 }
  /** The last row in flight of each case. */
  readonly #tails = new Map<string, Promise<void>>()
  readonly #inFlight = new Set<Promise<void>>()
  #places: ReadonlyMap<string, number> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(mapping: Mapping, parts: ImportParts) {
    this.#mapping = mapping
    this.#parts = parts
  }

  async take(row: CsvRow): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#places === undefined) {
      this.#places = readHeader(row, this.#mapping)
      return
    }
    this.#summary.read++
    if (this.#summary.read % PROGRESS_EVERY === 0) this.#parts.onProgress({ ...this.#summary })
    if ('problem' in row) {
      this.#refuse(row.line, { code: row.problem, message: CSV_MESSAGES[row.problem] })
      return
    }
    const mapped = mapRow(row.cells, this.#mapping, this.#places)
    if ('problem' in mapped) this.#refuse(row.line, mapped.problem)
    else await this.#enqueue(row.line, mapped.action)
  }

  async settle(): Promise<void> {
    await Promise.all(this.#inFlight)
  }

  finish(): ImportSummary {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#places === undefined) throw emptyFile()
    return { ...this.#summary }
  }

  async #enqueue(line: number, action: JournalAction): Promise<void> {
    while (this.#inFlight.size >= IN_FLIGHT) await Promise.race(this.#inFlight)
    const before = this.#tails.get(action.case) ?? Promise.resolve()
    const task = before.then(() => this.#record(line, action))
    this.#tails.set(action.case, task)
    this.#inFlight.add(task)
    void task.then(() => {
      this.#inFlight.delete(task)
      if (this.#tails.get(action.case) === task) this.#tails.delete(action.case)
    })
  }

  /** Never rejects: after a failure nothing more of any case is recorded. */
  async #record(line: number, action: JournalAction): Promise<void> {
    if (this.#failure !== undefined) return
    try {
      const { repeated } = await this.#parts.recorder.record(
        requestOf(action, this.#parts.lookupKey),
      )
      if (repeated) this.#summary.alreadyThere++
      else this.#summary.recorded++
    } catch (error) {
      if (error instanceof RecorderError && error.code === 'IDEMPOTENCY_KEY_REUSED') {
        this.#refuse(line, KEY_REUSED)
      } else this.#failure ??= { error }
    }
  }

  #refuse(line: number, problem: RowProblem): void {
    this.#summary.refused++
    this.#parts.onProblem(line, problem)
  }
}

/** The request that records one row: the same row gives the same request in every run. */
export function requestOf(
  action: JournalAction,
  lookupKey: Uint8Array,
): RecordRequest<JournalState, JournalAction> {
  const { source } = action
  const person: Person = {
    id: derivedUuid(lookupKey, 'foreign-person', source, action.actor),
    role: 'externe',
    authentication: { method: 'foreign', validity: 'not-applicable', checkedAt: null },
    evidence: {},
    termsAccepted: null,
  }
  return {
    stream: `journal-${derivedUuid(lookupKey, 'journal', source, action.case)}`,
    decider: journal,
    action,
    person,
    idempotency: {
      caller: `import:${source}`,
      key: JSON.stringify(action.key),
      bodyDigest: bodyDigest(action),
    },
  }
}

/** Over what the row says, not over the label the mapping gives it today. */
function bodyDigest({ activity, actor, at, row, ...action }: JournalAction): string {
  const cells = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))
  const body = JSON.stringify([action.case, action.key, activity, actor, at, cells])
  return createHash('sha256').update(body).digest('hex')
}

/**
 * Reads the header alone, so that a file that cannot be imported changes nothing.
 * @throws ImportError when there is none or it does not fit the mapping
 */
export async function assertHeaderFits(
  rows: AsyncIterable<CsvRow>,
  mapping: Mapping,
): Promise<void> {
  for await (const row of rows) {
    readHeader(row, mapping)
    return
  }
  throw emptyFile()
}

function emptyFile(): ImportError {
  return new ImportError('HEADER_MALFORMED', 'header: the file is empty')
}

function readHeader(row: CsvRow, mapping: Mapping): ReadonlyMap<string, number> {
  if ('problem' in row) {
    throw new ImportError('HEADER_MALFORMED', `header: ${CSV_MESSAGES[row.problem]}`)
  }
  const byIndex = new Map(row.cells.map((_, index) => [String(index), index]))
  const texts = decodeCells(row.cells, byIndex)
  if ('problem' in texts) throw new ImportError('HEADER_MALFORMED', 'header: not UTF-8')
  return placeColumns(mapping, [...texts.values()])
}

const CSV_MESSAGES = {
  QUOTE_MISPLACED: 'a quote where none may stand',
  QUOTE_NOT_CLOSED: 'a quote is never closed',
  ROW_TOO_LONG: 'the row is too long, or a quote is never closed',
} as const

const KEY_REUSED: RowProblem = {
  code: 'KEY_REUSED',
  message: 'a row with this key was recorded before with other content',
}
