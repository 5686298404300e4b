import { join } from 'node:path'
import { parseBatchRecord, encodeUtf8, type BatchRecord } from '@contremarque/ledger'
import { readIfThere, writeDurably } from '../files/durable-file.js'
import { SealingError } from './sealing-error.js'

/**
 * What this node signed, kept outside the store and its backups, on the disk before any append.
 * `acknowledged` may have left the process; `attempt` has not, until the store has it.
 */
export interface GuardState {
  /** Note of the last batch this node knows to be in the store; null before the first. */
  readonly acknowledged: string | null
  /** JCS text of the record it signed last. */
  readonly attempt: string | null
}

export interface Guard {
  read(): Promise<GuardState>
  write(state: GuardState): Promise<void>
}

/**
 * Guard in a folder: `sealing.json`, and `last-signed.note` for people and for `verify --against`.
 * @throws SealingError GUARD_MALFORMED from `read`
 */
export function fileGuard(folder: string): Guard {
  const path = join(folder, 'sealing.json')
  return {
    async read() {
      const text = await readIfThere(path)
      return text === undefined ? { acknowledged: null, attempt: null } : parse(text)
    },
    async write(state) {
      await writeDurably(path, JSON.stringify(state))
      const note = attemptOf(state)?.note ?? state.acknowledged
      if (note !== null) await writeDurably(join(folder, 'last-signed.note'), note)
    },
  }
}

/** The record signed last, parsed. */
export function attemptOf({ attempt }: GuardState): BatchRecord | undefined {
  return attempt === null ? undefined : parseBatchRecord(encodeUtf8(attempt))
}

function parse(text: string): GuardState {
  try {
    const { acknowledged, attempt } = JSON.parse(text) as Partial<GuardState>
    if (isTextOrNull(acknowledged) && isTextOrNull(attempt)) return { acknowledged, attempt }
  } catch (cause) {
    throw new SealingError('GUARD_MALFORMED', 'guard/sealing.json is no JSON', { cause })
  }
  throw new SealingError('GUARD_MALFORMED', 'guard/sealing.json holds no guard')
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}
