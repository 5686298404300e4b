import { randomUUID } from 'node:crypto'
import { Connection } from './connection.js'

/** A session over connections of its own. */
export class ApiClient {
  #connection
  #headers = ''

  static async open(port, persona, tls) {
    const client = await ApiClient.#connect(port, tls)
    if (persona !== undefined) await client.#identify('session', JSON.stringify({ persona }))
    return client
  }

  /** By the certificate of its connection, to which the session is bound. */
  static async openBound(port, tls) {
    const client = await ApiClient.#connect(port, tls)
    await client.#identify('session/certificate', '')
    return client
  }

  static async #connect(port, tls) {
    const client = new ApiClient()
    client.#connection = await Connection.open(port, tls)
    return client
  }

  /** Header lines of the session, for further connections. */
  get headers() {
    return this.#headers
  }

  async get(path) {
    return JSON.parse(await this.#send('GET', path, this.#headers))
  }

  async post(path, body, more = '') {
    const headers = `${this.#headers}idempotency-key: ${randomUUID()}\r\n${more}`
    return JSON.parse(await this.#send('POST', path, headers, JSON.stringify(body)))
  }

  /** Posts a body of another kind, which the header lines name. */
  async send(path, more, body) {
    const headers = `${this.#headers}idempotency-key: ${randomUUID()}\r\n${more}`
    return JSON.parse(await this.#send('POST', path, headers, body))
  }

  close() {
    this.#connection.close()
  }

  async #identify(path, body) {
    const { head } = await this.#answer('POST', path, '', body)
    const cookie = /\r\nset-cookie: ([^;\r]+)/i.exec(head)[1]
    this.#headers = `cookie: ${cookie}\r\n`
    const { terms } = await this.get('session')
    if (terms.accepted !== terms.inForce) {
      const { version, sha256 } = await this.get('terms')
      await this.post('session/terms', { version, sha256 })
    }
    const purpose = JSON.stringify({ code: 'case-follow-up' })
    await this.#send('PUT', 'session/purpose', this.#headers, purpose)
  }

  async #send(...request) {
    return (await this.#answer(...request)).body.toString()
  }

  async #answer(method, path, headers, body) {
    const answer = await this.#connection.request(method, `/api/v1/${path}`, headers, body)
    if (answer.status < 300) return answer
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
  }
}
