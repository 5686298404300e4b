import { Readable } from 'node:stream'
import { parseCheckpoint, parseNote, type Trust } from '@contremarque/ledger'
import { readIfThere } from '../files/durable-file.js'
import type { LedgerFolder } from '../ledger-folder/ledger-folder.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { proveInclusion } from '../projections/entry-queries.js'
import type { EntryDetail, StampedEntry } from '../projections/read-model.js'
import type { ReadModels } from '../projections/read-models.js'
import { toEntryProof, type EntryProof, type TreePlace } from './entry-proof.js'
import { makeEvidenceRecord, readToken } from './entry-evidence-record.js'
import { makeReceipt } from './entry-receipt.js'
import { exportAsItStands } from './export-as-it-stands.js'
import { erasureLines } from './erasures.js'
import { exportLedger } from './export-ledger.js'
import type { OpenedLedger } from './open-folder.js'
import type { StampSource } from './stamped-run.js'

/** What is handed out so that others can verify without us. */
export class Evidence {
  private readonly source: StampSource

  constructor(
    private readonly folder: LedgerFolder,
    private readonly models: ReadModels,
    private readonly open: () => Promise<OpenedLedger>,
  ) {
    const { store, crypto, info } = folder
    this.source = { store, crypto, streams: recordStreams(info) }
  }

  /** Envelope, certificate, place in the tree, checkpoint and tokens of one entry. */
  async proofOf(detail: EntryDetail): Promise<EntryProof> {
    const { store, crypto, streams } = this.source
    const der = await this.entryBytes(detail)
    const stamps = detail.stamp && (await store.readStream(streams.stamping, detail.stamp.stamp, 1))
    return toEntryProof(detail, der, this.placeOf(detail), stamps?.[0]?.data, crypto)
  }

  /** The signed bytes of one entry. */
  async entryBytes({ entry }: EntryDetail): Promise<Uint8Array> {
    const [stored] = await this.source.store.readStream(entry.stream, entry.revision, 1)
    return stored!.data
  }

  /** A receipt that verifies alone. */
  async receiptOf(detail: EntryDetail): Promise<Uint8Array> {
    return makeReceipt(detail, await this.entryBytes(detail), this.models.file, this.source)
  }

  /** RFC 4998, DER. */
  async evidenceRecordOf(detail: StampedEntry): Promise<Uint8Array> {
    return makeEvidenceRecord(detail, await this.entryBytes(detail), this.source)
  }

  /** The RFC 3161 token over the run of one entry, DER. */
  tokenOf(detail: StampedEntry): Promise<Uint8Array> {
    return readToken(detail, this.source)
  }

  /**
   * FORMATS §9, up to the last stamped checkpoint; read from the store as anybody else would. To be
   * verified it is whatever stands there; to be kept it breaks off where the ledger is not whole.
   */
  async exportLedger(use: 'download' | 'verification'): Promise<Readable> {
    const opened = await this.open()
    const bytes =
      use === 'verification'
        ? exportAsItStands(opened, this.folder.trust.genesis)
        : exportLedger(opened, this.source.crypto)
    const stream = Readable.from(bytes)
    stream.once('close', () => void opened.close())
    return stream
  }

  /** The entries that tell erasures, as the lines of an export: what a verification looks out for. */
  async exportErasures(): Promise<Readable> {
    const opened = await this.open()
    const stream = Readable.from(erasureLines(opened.reader))
    stream.once('close', () => void opened.close())
    return stream
  }

  /** The note of the last stamped checkpoint, as it is kept beside the store; undefined before the first. */
  head(): Promise<string | undefined> {
    return readIfThere(this.folder.paths.headNote)
  }

  trust(): Trust {
    return this.folder.trust
  }

  private placeOf({ seal }: EntryDetail): TreePlace | null {
    if (seal === null) return null
    const { size, root } = parseCheckpoint(parseNote(seal.note).text)
    const inclusion = proveInclusion(this.models.file, seal.leaf, size, this.source.crypto)
    return { size, root: Buffer.from(root).toString('hex'), inclusion }
  }
}
