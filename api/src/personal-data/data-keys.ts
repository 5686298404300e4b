import { createCipheriv, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { BoundedMap } from './bounded-map.js'
import { PersonalDataError } from './personal-data-error.js'
import { forgetDeleted, type KeyTables } from './personal-data-file.js'
import { freshBytes } from './random-pool.js'
import { keyBinding, NONCE, tryUnseal } from './unseal.js'

const CACHED = 20_000

/** One random AES-256 key per person and stream, wrapped by the folder's key: destroyed, all it sealed is gone. */
export class DataKeys {
  private readonly cache = new BoundedMap<string, Uint8Array>(CACHED)

  constructor(
    private readonly database: Kysely<KeyTables>,
    private readonly master: Uint8Array,
  ) {}

  /** Durable before it is handed out. */
  async obtain(person: string, stream: string): Promise<Uint8Array> {
    const known = this.cache.get(`${person} ${stream}`) ?? (await this.find(person, stream))
    if (known !== undefined) return known
    const wrapped = seal(this.master, randomBytes(32), keyBinding(person, stream))
    await this.database
      .insertInto('data_key')
      .values({ person, stream, wrapped })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return (await this.find(person, stream))!
  }

  /** Undefined once destroyed. */
  async find(person: string, stream: string): Promise<Uint8Array | undefined> {
    const known = this.cache.get(`${person} ${stream}`)
    if (known !== undefined) return known
    const row = await this.database
      .selectFrom('data_key')
      .select('wrapped')
      .where('person', '=', person)
      .where('stream', '=', stream)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const key = unseal(this.master, row.wrapped, keyBinding(person, stream))
    this.cache.set(`${person} ${stream}`, key)
    return key
  }

  /** Gone from table, file and log when this resolves. */
  async destroy(person: string, stream: string): Promise<void> {
    this.cache.delete(`${person} ${stream}`)
    await this.database
      .deleteFrom('data_key')
      .where('person', '=', person)
      .where('stream', '=', stream)
      .execute()
    await forgetDeleted(this.database)
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
