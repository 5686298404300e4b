import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * One kept-alive HTTP/1.1 connection, one request at a time, with as little work per request as can be:
 * what the generator costs the server does not get.
 */
export class Connection {
  #socket
  #received = []
  #answer

  /** `tls`: files of a client's key and certificate, and of whom to trust. */
  static async open(port, tls) {
    const connection = new Connection()
    const address = { port, host: '127.0.0.1', noDelay: true }
    const socket =
      tls === undefined ? connect(address) : connectSecurely({ ...address, ...read(tls) })
    connection.#socket = socket
    socket.on('data', (chunk) => connection.#take(chunk))
    await new Promise((resolve, reject) =>
      socket.once(tls === undefined ? 'connect' : 'secureConnect', resolve).once('error', reject),
    )
    socket.on('error', (error) => connection.#answer?.reject(error))
    socket.on('close', () => connection.#answer?.reject(new Error('the server closed it')))
    return connection
  }

  /** @returns {Promise<{status: number, head: string, body: Buffer}>} */
  request(method, path, headers, body = '') {
    const length = Buffer.byteLength(body)
    const isNamed = body === '' || headers.includes('content-type:')
    const fields = isNamed ? headers : `${headers}content-type: application/json\r\n`
    const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${fields}content-length: ${length}\r\n\r\n`
    if (this.#socket.destroyed) throw new Error(`${method} ${path}: the server had closed it`)
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject }
      this.#socket.write(head + body)
    })
  }

  close() {
    this.#socket.destroy()
  }

  #take(chunk) {
    this.#received.push(chunk)
    const bytes = this.#received.length === 1 ? chunk : Buffer.concat(this.#received)
    const end = bytes.indexOf(END_OF_HEAD)
    if (end === -1) return
    const head = bytes.latin1Slice(0, end)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (bytes.length < end + 4 + length) return
    this.#received = []
    const { resolve } = this.#answer
    resolve({ status: Number(head.slice(9, 12)), head, body: bytes.subarray(end + 4) })
  }
}

function read({ pfx, passphrase, ca }) {
  return { pfx: readFileSync(pfx), passphrase, ca: readFileSync(ca) }
}
