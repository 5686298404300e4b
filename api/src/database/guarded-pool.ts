import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool } from 'pg'
import { DatabaseError, toDatabaseError } from './database-error.js'

/** A pool whose failures are errors of ours, and which keeps no connection that may be broken. */
export class GuardedPool implements PostgresPool {
  readonly options = {}

  private readonly pool: Pool

  constructor(pool: Pool) {
    this.pool = pool
    // A connection that breaks between two statements is told by the next one, or replaced.
    pool.on('connect', (client) => client.on('error', () => undefined))
    pool.on('error', () => undefined)
  }

  /** @throws DatabaseError DATABASE_UNAVAILABLE, DATABASE_REFUSES */
  async connect(): Promise<PostgresPoolClient> {
    const client = await this.pool.connect().catch(fail)
    let isBroken = false
    const query = <Row>(text: string, values: readonly unknown[]) =>
      client.query<Row>(text, [...values]).catch((cause: unknown) => {
        const error = toDatabaseError(cause)
        isBroken ||= error instanceof DatabaseError
        throw error
      })
    return {
      query: query as PostgresPoolClient['query'],
      release: () => {
        client.release(isBroken)
      },
    }
  }

  end(): Promise<void> {
    return this.pool.end()
  }
}

function fail(error: unknown): never {
  throw toDatabaseError(error)
}
