import { BlockList, isIPv6, type Server, type Socket } from 'node:net'

/** This machine: what stands before the server here counts its callers itself. */
export const THIS_MACHINE = new BlockList()
THIS_MACHINE.addSubnet('127.0.0.0', 8)
THIS_MACHINE.addAddress('::1', 'ipv6')

export interface AddressConnectionsParts {
  /** Connections at a time from one address, over all ports; 0: no limit. */
  readonly max: number
  /** Addresses that are not counted. */
  readonly uncounted: BlockList
  /** Told of each connection that is closed at once. */
  readonly onRefused: () => void
}

/** Bounds how many connections come from one address: nobody takes all that there are. */
export class AddressConnections {
  private readonly open = new Map<string, number>()

  constructor(private readonly parts: AddressConnectionsParts) {}

  /** Closes what is too much before a byte of it is read: there is nothing yet that could be answered. */
  watch(server: Server): void {
    if (this.parts.max === 0) return
    server.prependListener('connection', (socket: Socket) => {
      const from = socket.remoteAddress
      if (from === undefined || this.isUncounted(from)) return
      if (!this.enter(socket, networkOf(from))) {
        this.parts.onRefused()
        socket.destroy()
      }
    })
  }

  private enter(socket: Socket, from: string): boolean {
    const count = this.open.get(from) ?? 0
    if (count >= this.parts.max) return false
    this.open.set(from, count + 1)
    socket.once('close', () => this.leave(from))
    return true
  }

  private leave(from: string): void {
    const left = this.open.get(from)! - 1
    if (left === 0) this.open.delete(from)
    else this.open.set(from, left)
  }

  private isUncounted(address: string): boolean {
    const plain = unmapped(address)
    return this.parts.uncounted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
}

/** An IPv4 address; of an IPv6 address its first 64 bits, all of which one caller may have. */
export function networkOf(address: string): string {
  const plain = unmapped(address)
  if (!isIPv6(plain)) return plain
  const [before = '', after] = plain.split('%')[0]!.split('::')
  const groups = before === '' ? [] : before.split(':')
  const behind = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : 8 - groups.length - behind.length
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

/** As a socket that listens on both says it. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+[.])/i, '')
}
