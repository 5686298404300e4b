import { once } from 'node:events'
import {
  BlockList,
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { AddressConnections, networkOf, THIS_MACHINE } from './address-connections.js'

let servers: readonly Server[]
let sockets: Socket[]
let refused: number

beforeEach(() => {
  servers = [createServer(), createServer()]
  sockets = []
  refused = 0
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) {
    server.close()
    await once(server, 'close')
  }
})

/** Two ports that count together. @returns how many of their connections are closed by now */
async function listen(max: number, uncounted = new BlockList()): Promise<() => number> {
  let closed = 0
  const counted = new AddressConnections({ max, uncounted, onRefused: () => refused++ })
  for (const server of servers) {
    server.on('connection', (socket) => socket.once('close', () => closed++))
    counted.watch(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  return () => closed
}

/** Whether it is still there once the server has taken it. */
async function comes(from: string, port = 0): Promise<boolean> {
  const server = servers[port]!
  const taken = once(server, 'connection') as Promise<[Socket]>
  const { port: to } = server.address() as AddressInfo
  const socket = connect({ port: to, host: '127.0.0.1', localAddress: from })
  socket.on('error', () => undefined)
  sockets.push(socket)
  const [there] = await taken
  return !there.destroyed
}

test('T-23 one address has so many connections at a time, over all ports, and keeps no other address out', async () => {
  await listen(2)
  expect([await comes('127.0.0.1'), await comes('127.0.0.1', 1)]).toEqual([true, true])
  expect([await comes('127.0.0.1'), await comes('127.0.0.1', 1)]).toEqual([false, false])
  expect(await comes('127.0.0.2')).toBe(true)
  expect(refused).toBe(2)
})

test('a connection that ended makes room, one that was refused none', async () => {
  const closed = await listen(1)
  expect([await comes('127.0.0.1'), await comes('127.0.0.1')]).toEqual([true, false])
  sockets[1]!.destroy()
  while (closed() < 1) await new Promise(setImmediate)
  expect(await comes('127.0.0.1')).toBe(false)
  sockets[0]!.destroy()
  while (closed() < 3) await new Promise(setImmediate)
  expect(await comes('127.0.0.1')).toBe(true)
})

test.each([
  ['this machine is not counted', 1, THIS_MACHINE],
  ['0 is no limit', 0, new BlockList()],
])('%s', async (_, max, uncounted) => {
  await listen(max, uncounted)
  expect([await comes('127.0.0.1'), await comes('127.0.0.1')]).toEqual([true, true])
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1::1', '2001:db8:0:1'],
  ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('T-23 %s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
