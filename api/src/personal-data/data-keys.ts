import { createCipheriv, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { BoundedMap } from '../cache/bounded-map.js'
import { PersonalDataError } from './personal-data-error.js'
import { freshBytes } from './random-pool.js'
import type { KeyTables } from './tables.js'
import { keyBinding, NONCE, tryUnseal } from './unseal.js'

const CACHED = 20_000

/** The key of one person and stream. */
export interface DataKey {
  readonly person: string
  readonly stream: string
  readonly bytes: Uint8Array
  /** As it is stored: tells whether it is still the one that is. */
  readonly wrapped: Uint8Array
}

/** One random AES-256 key per person and stream, wrapped by the folder's key: destroyed, all it sealed is gone. */
export class DataKeys {
  private readonly cache = new BoundedMap<string, DataKey>(CACHED)
  /** How often keys were destroyed: one that was being read meanwhile may be of them, and is not kept. */
  private destructions = 0

  private readonly database: Kysely<KeyTables>
  private readonly master: Uint8Array
  private readonly forgetDeleted: () => Promise<void>

  /** @param forgetDeleted see `OpeningEngine` */
  constructor(database: Kysely<KeyTables>, master: Uint8Array, forgetDeleted: () => Promise<void>) {
    this.database = database
    this.master = master
    this.forgetDeleted = forgetDeleted
  }

  /** Durable before it is handed out. */
  async obtain(person: string, stream: string): Promise<DataKey> {
    for (;;) {
      const known = await this.find(person, stream)
      if (known !== undefined) return known
      const wrapped = seal(this.master, randomBytes(32), keyBinding(person, stream))
      await this.database
        .insertInto('data_key')
        .values({ person, stream, wrapped })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }

  /** Undefined once destroyed. One that another node destroyed may be found here for a while. */
  async find(person: string, stream: string): Promise<DataKey | undefined> {
    const known = this.cache.get(`${person} ${stream}`)
    return known ?? this.read(person, stream)
  }

  /** As it is stored now. */
  async read(person: string, stream: string): Promise<DataKey | undefined> {
    this.forget({ person, stream })
    const { destructions } = this
    const row = await this.database
      .selectFrom('data_key')
      .select('wrapped')
      .where('person', '=', person)
      .where('stream', '=', stream)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { wrapped } = row
    const bytes = unseal(this.master, wrapped, keyBinding(person, stream))
    const key = { person, stream, bytes, wrapped }
    if (destructions === this.destructions) this.cache.set(`${person} ${stream}`, key)
    return key
  }

  /**
   * Of one person in so many streams, at least one: gone from table, file and log when this resolves, and
   * nothing that begins then is sealed under them here.
   */
  async destroy(person: string, streams: readonly string[]): Promise<void> {
    await this.database
      .deleteFrom('data_key')
      .where('person', '=', person)
      .where('stream', 'in', streams)
      .execute()
    this.destructions++
    for (const stream of streams) this.forget({ person, stream })
    await this.forgetDeleted()
  }

  /** Its next use reads it from the store. */
  forget({ person, stream }: Pick<DataKey, 'person' | 'stream'>): void {
    this.cache.delete(`${person} ${stream}`)
  }
}

/** AES-256-GCM: nonce, ciphertext, tag. */
export function seal(key: Uint8Array, plain: Uint8Array, bound: string): Uint8Array {
  const nonce = freshBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws PersonalDataError OPENING_UNREADABLE */
export function unseal(key: Uint8Array, sealed: Uint8Array, bound: string): Uint8Array {
  const plain = tryUnseal(key, sealed, bound)
  if (plain !== undefined) return plain
  throw new PersonalDataError('OPENING_UNREADABLE', 'expected bytes sealed under this key')
}
