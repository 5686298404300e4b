/** As much of `pg` as is used here. */
declare module 'pg' {
  import type { ConnectionOptions } from 'node:tls'

  export interface PoolConfig {
    readonly host: string
    readonly port: number
    readonly database: string
    readonly user: string
    readonly password?: string
    readonly ssl: ConnectionOptions | false
    readonly max: number
    readonly keepAlive: boolean
    readonly connectionTimeoutMillis: number
    readonly statement_timeout: number
    readonly query_timeout: number
    readonly application_name: string
    readonly options: string
  }

  export interface PoolClient {
    query<Row>(
      text: string,
      values: unknown[],
    ): Promise<{ rows: Row[]; command: string; rowCount: number | null }>
    release(destroy?: boolean): void
    on(event: 'error', listener: (error: Error) => void): this
  }

  export class Pool {
    constructor(config: PoolConfig)
    connect(): Promise<PoolClient>
    end(): Promise<void>
    on(event: 'connect', listener: (client: PoolClient) => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }

  const pg: { Pool: typeof Pool }
  export default pg
}
