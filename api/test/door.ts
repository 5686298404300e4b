import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One address before several nodes, which sends each request to the one it is told. */
export class Door {
  /** Where the next request goes. */
  to = ''
  private readonly server = createServer((asked, answer) => this.pass(asked, answer))

  static async open(): Promise<Door> {
    const door = new Door()
    door.server.listen(0, '127.0.0.1')
    await once(door.server, 'listening')
    return door
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', headers, url = '/' } = asked
    const onward = request(new URL(url, this.to), { method, headers }, (found) => {
      answer.writeHead(found.statusCode!, found.headers)
      found.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  }
}
