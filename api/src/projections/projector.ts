import { KEYS_STREAM, type Crypto } from '@contremarque/ledger'
import { caseOf } from '../actions/expertise/case-stream.js'
import type { StoredEvent } from '../event-store/event-store.js'
import { CaseTable } from './case-table.js'
import { MerkleTiles } from './merkle-tiles.js'
import { PendingLeaves } from './pending-leaves.js'
import { erasePersonalByDigest, projectPersonal } from './personal-text.js'
import { preparePage, type PreparedEvent, type PreparedPage } from './prepare-page.js'
import { projectAccess } from './project-access.js'
import { projectCase } from './project-case.js'
import { projectJournal } from './project-journal.js'
import { nextBatch, projectBatch, projectClosing, type Alarm } from './project-sealing.js'
import { projectAuthorities, projectRevocation, projectStamp } from './project-stamp.js'
import { textsOf, type ProjectedEntry } from './projected-entry.js'
import type { ProjectionSources } from './projection-sources.js'
import { entryKey } from './entry-row.js'
import type { ReadModelFile } from './read-model-file.js'
import type { ReadEntry, Reading } from './read-event.js'
import { SearchIndex } from './search-index.js'
import { StreamTable } from './stream-table.js'
import { TreeFrontier } from './tree-frontier.js'

/** What one page brought. */
export interface PageOutcome {
  readonly prepared: PreparedPage
  /** Openings were erased: the log must be truncated. */
  readonly erased: boolean
}

export interface ProjectorForm {
  /**
   * Leaves search to `SearchIndex.indexAll`, streams and cases to `finish` while they fit in memory, and
   * the transaction to the caller: nothing is whole before it ends.
   */
  readonly bulk?: boolean
  readonly reading?: Reading
}

/** Writes pages of events into one read-model file. */
export class Projector {
  private readonly file: ReadModelFile
  private readonly sources: ProjectionSources
  private readonly isBulk: boolean
  private readonly reading: Reading
  private state: ProjectorState

  constructor(file: ReadModelFile, sources: ProjectionSources, form: ProjectorForm = {}) {
    this.file = file
    this.sources = sources
    this.isBulk = form.bulk ?? false
    this.reading = form.reading ?? 'strict'
    this.state = newState(file, sources.crypto, this.isBulk)
  }

  /** Applies a page and its position in one transaction: all of it, or nothing. */
  async apply(page: readonly StoredEvent[]): Promise<PageOutcome> {
    const prepared = await this.prepare(page)
    let erased = false
    try {
      this.file.transaction(() => (erased = this.write(prepared)))
    } catch (error) {
      this.state = newState(this.file, this.sources.crypto, this.isBulk)
      throw error
    }
    return { prepared, erased }
  }

  /** Reads and joins a page without writing: the next ones may be prepared meanwhile. */
  prepare(page: readonly StoredEvent[]): Promise<PreparedPage> {
    return preparePage(page, this.sources, this.reading)
  }

  /** Writes a page of a bulk load, within the caller's transaction. */
  load(page: PreparedPage): void {
    this.write(page)
  }

  /** After the last page of a bulk load. */
  finish(): void {
    this.state.cases.flush()
    this.state.streams.flush()
  }

  private write(page: PreparedPage): boolean {
    const erased = this.writeEvents(page.events, page)
    const last = page.events.at(-1)
    if (last !== undefined) this.moveTo(last.event)
    return erased
  }

  private writeEvents(events: readonly PreparedEvent[], lookups: PreparedPage): boolean {
    const { streams, cases, search } = this.state
    const erased: string[] = []
    for (const each of events) {
      if (each.kind === 'entry') erased.push(...this.writeEntry(each, lookups))
      else if (each.kind === 'batch') this.writeBatch(each)
      else if (each.kind === 'stamp') projectStamp(each.record, each.times, this.file)
      else if (each.kind === 'revocation') projectRevocation(each.record, this.file)
      else if (each.kind === 'closing') this.writeClosing(each)
      else this.alarm({ ...placeOf(each.event), ...each.problem })
    }
    this.checkRoots()
    if (!this.isBulk || cases.isFull) cases.flush()
    if (!this.isBulk || streams.isFull) streams.flush()
    if (erased.length > 0) {
      for (const stream of erasePersonalByDigest(erased, this.file)) search.markChanged(stream)
    }
    if (!this.isBulk) search.flush()
    return erased.length > 0
  }

  /** Returns the commitments whose openings the entry says were erased. */
  private writeEntry(entry: ReadEntry, lookups: PreparedPage): readonly string[] {
    const { file, state } = this
    const { event, envelope, hash } = entry
    const stream = state.streams.of(event.stream)
    const n = state.nextEntry++
    const recordedAt = envelope === null ? 0 : Date.parse(envelope.recordedAt)
    file.run(
      INSERT_ENTRY,
      n,
      stream.id,
      event.revision,
      entryKey(hash),
      hash,
      recordedAt,
      event.type,
      entry.content,
    )
    state.pending.add(stream.id, event.revision, hash)
    stream.entries = event.revision + 1
    stream.lastN = n
    state.streams.markChanged(stream)
    if (entry.problem !== null) this.alarm({ ...placeOf(event), ...entry.problem })
    if (envelope === null) return []
    this.project({ n, stream, envelope, hash, recordedAt }, lookups)
    return envelope.type === 'OpeningsErased' ? textsOf(envelope.data['commitments']) : []
  }

  private project(entry: ProjectedEntry, lookups: PreparedPage): void {
    const { file, state } = this
    projectPersonal(entry, lookups, file)
    projectAccess(entry, lookups, file)
    const { name, id } = entry.stream
    if (caseOf(name) !== undefined) {
      projectCase(entry, lookups, state.cases, file)
      const { type, revision } = entry.envelope
      if (revision === 0 || SEARCHED.has(type)) state.search.markChanged(id)
    } else if (name === KEYS_STREAM) {
      projectAuthorities(entry, file)
    } else if (name.startsWith('journal-')) {
      if (projectJournal(entry, file)) state.search.markChanged(id)
    } else if (entry.envelope.type === 'TermsAccepted') {
      const person = lookups.persons.get(entry.envelope.actor.id)
      if (person !== undefined) file.run(INSERT_TERMS, person, entry.n)
    }
  }

  private writeBatch({ record, event }: PreparedEvent & { kind: 'batch' }): void {
    const { streams, pending, tiles } = this.state
    const alarm = (each: Alarm): void => this.alarm(each)
    const tables = { file: this.file, streams, pending, tiles, alarm }
    this.state.frontier ??= new TreeFrontier(tiles, nextBatch(this.file).leaf, this.sources.crypto)
    const leaves = projectBatch(record, event, tables)
    const n = this.state.nextEntry - 1
    if (leaves !== undefined) this.state.frontier.add({ event, n, leaves, note: record.note })
  }

  private writeClosing({ record, event }: PreparedEvent & { kind: 'closing' }): void {
    projectClosing(record, event, this.file, (alarm) => this.alarm(alarm))
  }

  /** Holds the leaves of the page's batches against their checkpoints: an edited entry shows here. */
  private checkRoots(): void {
    const mismatch = this.state.frontier?.settle()
    if (mismatch === undefined) return
    const known = this.file.get(`SELECT 1 FROM alarms WHERE code = 'ROOT_MISMATCH' LIMIT 1`)
    if (known !== undefined) return
    const message = 'the entries up to here do not give the root of the checkpoint'
    this.alarm({ ...placeOf(mismatch.event), code: 'ROOT_MISMATCH', message }, mismatch.n)
  }

  private alarm({ stream, revision, code, message }: Alarm, n = this.state.nextEntry - 1): void {
    const sql =
      'INSERT OR IGNORE INTO alarms (stream, revision, code, message, n) VALUES (?, ?, ?, ?, ?)'
    this.file.run(sql, stream, revision, code, message, n)
  }

  private moveTo({ position, id }: StoredEvent): void {
    this.file.setMeta('position', String(position))
    this.file.setMeta('last-event', id)
  }
}

interface ProjectorState {
  readonly streams: StreamTable
  readonly cases: CaseTable
  readonly search: SearchIndex
  readonly pending: PendingLeaves
  readonly tiles: MerkleTiles
  /** Made with the first batch. */
  frontier: TreeFrontier | undefined
  nextEntry: number
}

function newState(file: ReadModelFile, crypto: Crypto, isBulk: boolean): ProjectorState {
  const last = file.get<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM entries')!
  return {
    streams: new StreamTable(file),
    cases: new CaseTable(file),
    search: new SearchIndex(file),
    pending: isBulk ? new PendingLeaves(file, Infinity) : new PendingLeaves(file),
    tiles: new MerkleTiles(file, crypto),
    frontier: undefined,
    nextEntry: last.n + 1,
  }
}

function placeOf({ stream, revision }: StoredEvent): { stream: string; revision: number } {
  return { stream, revision }
}

/** Types that change what a case is found by, or by whom. */
const SEARCHED: ReadonlySet<string> = new Set([
  'ActorAdded',
  'ActorRemoved',
  'DocumentDeposited',
  'ExpertiseOrdered',
  'PreReportFiled',
  'ReportFiled',
])

const INSERT_ENTRY = `INSERT INTO entries
  (n, stream, revision, key, hash, recorded_at, type, envelope) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
const INSERT_TERMS = 'INSERT OR IGNORE INTO terms (person, n) VALUES (?, ?)'
