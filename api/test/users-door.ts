import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Where EventStoreDB keeps its users, by name: answers as told, or as a server without any user of this name.
 * @param text what is told of a user
 */
export async function usersDoor(status?: number, text?: string) {
  const asked: string[] = []
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`)
    response.writeHead(status ?? (method === 'GET' ? 404 : 201)).end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { port, asked, close }
}
