import { Agent, request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { LightMyRequestResponse } from 'fastify'
import type { LedgerServer } from '../src/ledger-server.js'

/** What a test looks at of an answer. */
export type Answer = Pick<
  LightMyRequestResponse,
  'body' | 'headers' | 'json' | 'payload' | 'rawPayload' | 'statusCode'
>

export interface Asked {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: Buffer | string
}

/** How a request comes to a server. */
export type Way = (asked: Asked) => Promise<Answer>

/** Past every connection, straight into the application. */
export function injected({ app }: LedgerServer): Way {
  return (asked) => app.inject({ ...asked, headers: { ...asked.headers } })
}

/** Over HTTP, as from outside; connections are kept. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true })

  private constructor(private readonly port: number) {}

  static async listen({ app }: LedgerServer, port: number): Promise<Wire> {
    await app.listen(port, '127.0.0.1')
    return new Wire(Number(new URL(await app.getUrl()).port))
  }

  readonly ask: Way = async ({ method, url, headers: told, payload }) => {
    const { port, agent } = this
    const length = payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }
    const headers = { ...length, ...told }
    const target = { host: '127.0.0.1', port, agent, method, path: url, headers }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(target, resolve).once('error', reject).end(payload)
    })
    return toAnswer(answer, await buffer(answer))
  }

  close(): void {
    this.agent.destroy()
  }
}

function toAnswer(
  { statusCode = 0, headers }: IncomingMessage,
  rawPayload: Buffer<ArrayBuffer>,
): Answer {
  const payload = rawPayload.toString()
  const json = <T>(): T => JSON.parse(payload) as T
  return { statusCode, headers, rawPayload, payload, body: payload, json }
}
