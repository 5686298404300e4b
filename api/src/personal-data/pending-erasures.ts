import { randomUUID } from 'node:crypto'
import type { JsonValue } from '@contremarque/ledger'
import type { Kysely } from 'kysely'
import { seal, unseal } from './data-keys.js'
import type { OpeningEngine } from './engine.js'
import type { OpeningTables } from './tables.js'

/** An erasure that was begun and is not known to be over. */
export interface PendingErasure {
  readonly id: string
  readonly content: JsonValue
}

/**
 * What is being erased, by whom and why, kept from before the first key is destroyed until the ledger
 * tells of it: a process that ends in between says so at the next start. Sealed: it holds the reasons.
 */
export class PendingErasures {
  private readonly database: Kysely<OpeningTables>
  private readonly master: Uint8Array
  private readonly engine: Pick<OpeningEngine, 'forgetDeleted'>

  constructor(
    database: Kysely<OpeningTables>,
    master: Uint8Array,
    engine: Pick<OpeningEngine, 'forgetDeleted'>,
  ) {
    this.database = database
    this.master = master
    this.engine = engine
  }

  /** Durable when it resolves. @returns its id */
  async keep(content: JsonValue): Promise<string> {
    const id = randomUUID()
    const sealed = seal(this.master, Buffer.from(JSON.stringify(content)), bindingOf(id))
    await this.database.insertInto('erasure').values({ id, sealed }).execute()
    return id
  }

  async all(): Promise<readonly PendingErasure[]> {
    const rows = await this.database.selectFrom('erasure').selectAll().orderBy('id').execute()
    return rows.map(({ id, sealed }) => {
      const plain = Buffer.from(unseal(this.master, sealed, bindingOf(id)))
      return { id, content: JSON.parse(plain.toString()) as JsonValue }
    })
  }

  /** The ledger tells of it. */
  async finish(id: string): Promise<void> {
    await this.database.deleteFrom('erasure').where('id', '=', id).execute()
    await this.engine.forgetDeleted()
  }
}

function bindingOf(id: string): string {
  return `erasure ${id}`
}
