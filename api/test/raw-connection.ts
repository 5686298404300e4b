import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A connection of which a test decides every byte. */
export class RawConnection {
  private static readonly opened: RawConnection[] = []

  /** What came so far. */
  text = ''
  private readonly ended: Promise<void>

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1')
    })
    // That it is reset is one way of being closed.
    socket.on('error', () => undefined)
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()))
    RawConnection.opened.push(this)
  }

  /** For `afterAll`: a server waits for the connections it has. */
  static closeAll(): void {
    for (const connection of RawConnection.opened.splice(0)) connection.close()
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1' })
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new RawConnection(socket)
  }

  static async openTls(port: number, ca: string): Promise<RawConnection> {
    const socket = connectTls({ port, host: '127.0.0.1', ca })
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve).once('error', reject)
    })
    return new RawConnection(socket)
  }

  /** Resolves once it is handed over; false when nobody takes it any more. */
  send(data: Uint8Array | string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.socket.destroyed) resolve(false)
      else this.socket.write(data, (error) => resolve((error ?? null) === null))
    })
  }

  /** Sends one byte after the other until the other end has enough. */
  async drip(bytes: string, every: number): Promise<void> {
    for (let i = 0; !this.socket.destroyed; i++) {
      this.socket.write(bytes[i % bytes.length]!)
      await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, every))])
    }
  }

  /** Everything that came, once the other end has closed. */
  async untilClosed(): Promise<string> {
    await this.ended
    return this.text
  }

  close(): void {
    this.socket.destroy()
  }
}

/** Status and problem of the answer a connection was closed with. */
export function problemIn(text: string): { status: number; code: string } {
  const [head, body] = text.split('\r\n\r\n')
  expect(head!.toLowerCase()).toContain('content-type: application/problem+json')
  return {
    status: Number(/^HTTP\/1.1 (\d+)/.exec(head!)?.[1]),
    code: (JSON.parse(body!) as { code: string }).code,
  }
}
