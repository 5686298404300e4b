import { EventStoreDBClient } from '@eventstore/db-client'
import { StoreError } from '../store-error.js'
import { CallTimeout, isConnectionLost } from './call-error.js'
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
  private session: Session

  constructor(private readonly settings: EventStoreDbSettings) {
    checkUrl(settings.url)
    this.session = this.open()
  }

  /**
   * Makes one call. `use` gets a signal that aborts when the limit is over; whatever its call comes to
   * then is nobody's business any more.
   * @param limit milliseconds
   * @throws CallTimeout; whatever the client throws
   */
  async call<T>(
    limit: number,
    use: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { session } = this
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
    this.session.isRetired = true
    disposeIfDone(this.session)
  }

  private retire(session: Session): void {
    session.isRetired = true
    if (this.session === session) this.session = this.open()
  }

  private open(): Session {
    try {
      const client = EventStoreDBClient.connectionString(this.settings.url)
      return { client, calls: 0, isRetired: false }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new StoreError('STORE_SETTINGS_INVALID', `EventStoreDB address: ${reason}`, { cause })
    }
  }
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
