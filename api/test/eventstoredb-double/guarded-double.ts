import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls'
import { basicCredentials, type AccessControl } from './access-control.js'
import { EventStoreDbDouble } from './eventstoredb-double.js'

/** Files of a server with TLS on `localhost`, PEM. */
export interface DoubleTls {
  readonly ca: string
  readonly key: string
  readonly certificate: string
}

/** A double with TLS, users and access control: gRPC and the HTTP door of its users at one port, as on a real server. */
export class GuardedDouble {
  private readonly open = new Set<Socket>()
  private readonly door: TlsServer

  private constructor(
    readonly double: EventStoreDbDouble,
    private readonly users: Server,
    private readonly tls: DoubleTls,
  ) {
    const options = { ...pairOf(tls), ALPNProtocols: ['h2', 'http/1.1'] }
    this.door = createTlsServer(options, (socket) => this.enter(socket))
  }

  static async start(tls: DoubleTls): Promise<GuardedDouble> {
    const double = await EventStoreDbDouble.start()
    double.access.enable()
    const users = createServer((request, response) => {
      void answer(double.access, request, response)
    }).listen(0, '127.0.0.1')
    const server = new GuardedDouble(double, users, tls)
    server.door.listen(0, '127.0.0.1')
    await Promise.all([once(users, 'listening'), once(server.door, 'listening')])
    return server
  }

  get url(): string {
    return `esdb://localhost:${portOf(this.door)}?tls=true&tlsCAFile=${this.tls.ca}`
  }

  /** Shows another certificate to whoever comes from now on; connections that stand go on. */
  show(tls: DoubleTls): void {
    this.door.setSecureContext(pairOf(tls))
  }

  /** Breaks every connection. */
  drop(): void {
    for (const socket of this.open) socket.destroy()
  }

  async close(): Promise<void> {
    const { users, door } = this
    this.double.kill()
    this.drop()
    users.close()
    door.close()
    await Promise.all([once(users, 'close'), once(door, 'close')])
  }

  private enter(socket: TLSSocket): void {
    const { double, users } = this
    const inner = connect(socket.alpnProtocol === 'h2' ? double.port : portOf(users), '127.0.0.1')
    for (const each of [socket, inner]) {
      this.open.add(each)
      each.on('error', () => undefined)
      each.on('close', () => this.open.delete(each))
    }
    socket.pipe(inner).pipe(socket)
  }
}

function pairOf({ key, certificate }: DoubleTls): { readonly key: Buffer; readonly cert: Buffer } {
  return { key: readFileSync(key), cert: readFileSync(certificate) }
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
    if (!access.users.has(name)) response.writeHead(404).end()
    else response.writeHead(200).end(detailsOf(name, access.groupsOf(name)))
    return
  }
  const made = (await json(request)) as { loginName: string; password: string }
  access.users.set(made.loginName, made.password)
  response.writeHead(201).end()
}

function detailsOf(loginName: string, groups: readonly string[]): string {
  return JSON.stringify({ data: { loginName, groups, disabled: false }, success: true })
}
