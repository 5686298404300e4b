import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { createServer as createTlsServer } from 'node:tls'
import { basicCredentials, type AccessControl } from './access-control.js'
import { EventStoreDbDouble, type DoubleTls } from './eventstoredb-double.js'

/** A double with TLS, users and access control: gRPC and the HTTP door of its users at one port, as on a real server. */
export class GuardedDouble {
  private constructor(
    readonly double: EventStoreDbDouble,
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(tls: DoubleTls): Promise<GuardedDouble> {
    const double = await EventStoreDbDouble.start()
    double.access.enable()
    const users = createServer((request, response) => {
      void answer(double.access, request, response)
    }).listen(0, '127.0.0.1')
    await once(users, 'listening')
    const open = new Set<Socket>()
    const pair = { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }
    const door = createTlsServer({ ...pair, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
      const inner = connect(socket.alpnProtocol === 'h2' ? double.port : portOf(users), '127.0.0.1')
      for (const each of [socket, inner]) {
        open.add(each)
        each.on('error', () => undefined)
        each.on('close', () => open.delete(each))
      }
      socket.pipe(inner).pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(door, 'listening')
    const close = async () => {
      double.kill()
      for (const socket of open) socket.destroy()
      users.close()
      door.close()
      await Promise.all([once(users, 'close'), once(door, 'close')])
    }
    const url = `esdb://localhost:${portOf(door)}?tls=true&tlsCAFile=${tls.ca}`
    return new GuardedDouble(double, url, close)
  }
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port
}

/** `GET /users/NAME` and `POST /users/`, for administrators. */
async function answer(
  access: AccessControl,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '', headers } = request
  const [username, password] = basicCredentials(headers.authorization ?? '')
  if (!access.isPassword(username, password)) {
    response.writeHead(401).end()
    return
  }
  if (method === 'GET') {
    const name = decodeURIComponent(url.replace('/users/', ''))
    response.writeHead(access.users.has(name) ? 200 : 404).end()
    return
  }
  const made = (await json(request)) as { loginName: string; password: string }
  access.users.set(made.loginName, made.password)
  response.writeHead(201).end()
}
