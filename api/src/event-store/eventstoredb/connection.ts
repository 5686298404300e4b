import { EventStoreDBClient } from '@eventstore/db-client'
import { StoreError } from '../store-error.js'
import { CallTimeout, isConnectionLost, unavailable } from './call-error.js'
import { checkUrl, type EventStoreDbSettings } from './settings.js'

/** A client with the calls it is in: disposing of it would break them. */
interface Session {
  readonly client: EventStoreDBClient
  calls: number
  isRetired: boolean
}

/**
 * The client of the moment. One that lost its server, fell silent or can no longer discover is retired:
 * new calls get another, its own calls end by themselves (eventstoredb: after a total outage a client
 * answers "Failed to discover" for ever). The client ignores deadlines, so that every call has a limit here.
 */
export class Connection {
  private session: Session | undefined

  /** @throws StoreError STORE_SETTINGS_INVALID */
  constructor(private readonly settings: EventStoreDbSettings) {
    checkUrl(settings.url)
    try {
      this.session = this.open()
    } catch (cause) {
      const message = `EventStoreDB address: ${reasonOf(cause)}`
      throw new StoreError('STORE_SETTINGS_INVALID', message, { cause })
    }
  }

  /**
   * Makes one call. `use` gets a signal that aborts when the limit is over; whatever its call comes to
   * then is nobody's business any more.
   * @param limit milliseconds
   * @throws CallTimeout; whatever the client throws; StoreError STORE_UNAVAILABLE when the file of the CA
   * cannot be read now
   */
  async call<T>(
    limit: number,
    use: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const session = (this.session ??= this.openAgain())
    session.calls++
    try {
      return await within(limit, (signal) => use(session.client, signal))
    } catch (error) {
      if (isConnectionLost(error)) this.retire(session)
      throw error
    } finally {
      session.calls--
      disposeIfDone(session)
    }
  }

  close(): void {
    const { session } = this
    if (session === undefined) return
    session.isRetired = true
    disposeIfDone(session)
  }

  private retire(session: Session): void {
    session.isRetired = true
    if (this.session === session) this.session = undefined
  }

  /** Reads the file of the CA, which may have been replaced. */
  private openAgain(): Session {
    try {
      return this.open()
    } catch (cause) {
      throw unavailable(reasonOf(cause), cause)
    }
  }

  private open(): Session {
    const client = EventStoreDBClient.connectionString(this.settings.url)
    return { client, calls: 0, isRetired: false }
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

async function within<T>(limit: number, use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new CallTimeout(limit))
    over.abort()
  }, limit)
  const result = use(over.signal)
  // Once the limit is over nobody listens.
  result.catch(() => undefined)
  try {
    return await Promise.race([result, promise])
  } finally {
    clearTimeout(timer)
  }
}

function disposeIfDone({ client, calls, isRetired }: Session): void {
  if (isRetired && calls === 0) client.dispose().catch(() => undefined)
}
