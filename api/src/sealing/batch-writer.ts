import {
  encodeUtf8,
  parseBatchRecord,
  parseHex,
  recordHash,
  storeEventId,
} from '@contremarque/ledger'
import { isStoreError, StoreError } from '../event-store/store-error.js'
import type { Confirmations } from './confirmations.js'
import type { FollowedLedger } from './followed-ledger.js'
import type { KeptGuard } from './kept-guard.js'
import { makeNextBatch } from './next-batch.js'
import { rolledBack } from './rolled-back.js'
import type { SealerOptions } from './sealer-options.js'

/** Milliseconds after which what has its place and is not read back is told. */
const PATIENCE = 15_000

/** Signs a batch and has it stored in its place, or finds another node's there. */
export class BatchWriter {
  private readonly options: SealerOptions
  private readonly ledger: FollowedLedger
  private readonly guard: KeptGuard
  private readonly confirmations: Confirmations
  private readonly reload: () => Promise<void>

  /** @param reload reads the store again: whether the last append is in it is not known */
  constructor(
    options: SealerOptions,
    ledger: FollowedLedger,
    guard: KeptGuard,
    confirmations: Confirmations,
    reload: () => Promise<void>,
  ) {
    this.options = options
    this.ledger = ledger
    this.guard = guard
    this.confirmations = confirmations
    this.reload = reload
  }

  /**
   * At most one batch: what was signed and not read back, else the next. Resolves when its place was
   * read back, whoever has it.
   * @throws SealingError; StoreError, APPEND_AMBIGUOUS when it is not read back
   */
  async write(heartbeat: boolean): Promise<void> {
    const attempt = this.guard.attemptText ?? (await this.signNext(heartbeat))
    if (attempt !== undefined) await this.submit(attempt)
  }

  /** @returns what is signed, and durable */
  private async signNext(heartbeat: boolean): Promise<string | undefined> {
    const { store, rules, signer, clock } = this.options
    const maker = { store, rules, signer, now: clock.now() }
    const next = await this.ledger.between((history) => makeNextBatch(history, maker, heartbeat))
    if (next !== undefined) await this.guard.sign(next)
    return next
  }

  private async submit(attempt: string): Promise<void> {
    const { store, stream, rules } = this.options
    const { last } = this.ledger.history
    const data = encodeUtf8(attempt)
    const { batch } = parseBatchRecord(data)
    if (last !== undefined && last.record.batch >= batch) {
      // Another node took the place while this was signed: its batch is not told again.
      this.guard.confirm(last)
      return
    }
    const id = storeEventId(parseHex(recordHash(data, rules.crypto)))
    const confirmed = this.confirmations.of(batch)
    try {
      const event = { id, type: 'BatchSealed', data, metadata: { batch } }
      await store.append(stream, batch - 1, [event])
    } catch (error) {
      await this.onAppendFailed(error, batch)
    }
    await this.readBack(batch, confirmed)
  }

  /** What the store acknowledged, or has of another node, may come late, and must not be waited for for ever. */
  private async readBack(batch: number, confirmed: ReturnType<Confirmations['of']>): Promise<void> {
    const cancel = this.options.timers.after(PATIENCE, () => {
      const message = `the place of batch ${batch} is taken, and nothing is read there`
      this.confirmations.releaseAll({ error: new StoreError('APPEND_AMBIGUOUS', message) })
    })
    const failure = await confirmed
    cancel()
    if (failure !== undefined) throw failure.error
  }

  private async onAppendFailed(error: unknown, batch: number): Promise<void> {
    if (isStoreError(error, 'WRONG_REVISION')) {
      // Ours was not stored. Either another node has its place, and its batch is on the way to us.
      if (Number(error.details['actual']) >= batch) return
      throw rolledBack(this.ledger.history, `batch ${batch - 1} and others`, error)
    }
    if (isStoreError(error, 'STORE_UNAVAILABLE')) throw error
    // Stored or not, we do not know: only the store can tell.
    await this.reload()
  }
}
