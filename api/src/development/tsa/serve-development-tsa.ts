import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DevelopmentTsa } from '@contremarque/ledger/development'
import { readAtMost } from '../../bytes/read-at-most.js'

const MAX_REQUEST = 8_192

export interface ServedTsa {
  readonly url: string
  close(): Promise<void>
}

/** A development TSA over HTTP (RFC 3161 §3.4), on the loopback interface only. */
export async function serveDevelopmentTsa(tsa: DevelopmentTsa, port = 0): Promise<ServedTsa> {
  const server = createServer((request, response) => {
    answer(tsa, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function answer(
  tsa: DevelopmentTsa,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (
    request.method !== 'POST' ||
    request.headers['content-type'] !== 'application/timestamp-query'
  ) {
    response.writeHead(request.method === 'POST' ? 415 : 405).end()
    return
  }
  const body = await readAtMost(request, MAX_REQUEST)
  if (body === undefined) {
    response.writeHead(413).end()
    return
  }
  const reply = await tsa.answer(body)
  response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply)
}
