import type { Kysely } from 'kysely'
import type { OpeningTables } from './tables.js'
import type { OpeningPlace } from './unseal.js'

/**
 * Tells, once, of a value that no stored key opens, or that is not what was committed to: keys older than the openings
 * were put back, or somebody altered the row. It counts as absent; the commitment in its entry stands.
 */
export class WithoutKey {
  private isTold = false

  private readonly database: Kysely<OpeningTables>
  private readonly tell: (place: OpeningPlace) => void

  constructor(database: Kysely<OpeningTables>, tell: (place: OpeningPlace) => void) {
    this.database = database
    this.tell = tell
  }

  /** Of a value that was found without a key: an erasure, whose keys go first, is none of this. */
  async suspect(place: OpeningPlace): Promise<void> {
    if (this.isTold || (await this.isErasing()) || !(await this.isHeld(place))) return
    this.tellOnce(place)
  }

  /** Others may have suspected it at the same time. */
  private tellOnce(place: OpeningPlace): void {
    if (this.isTold) return
    this.isTold = true
    this.tell(place)
  }

  private async isErasing(): Promise<boolean> {
    const row = await this.database.selectFrom('erasure').select('id').limit(1).executeTakeFirst()
    return row !== undefined
  }

  private async isHeld({ stream, revision, field, digest }: OpeningPlace): Promise<boolean> {
    const row = await this.database
      .selectFrom('opening')
      .select('sealed')
      .where('stream', '=', stream)
      .where('revision', '=', revision)
      .where('field', '=', field)
      .where('digest', '=', Uint8Array.fromHex(digest))
      .executeTakeFirst()
    return row !== undefined && row.sealed.length > 0
  }
}
