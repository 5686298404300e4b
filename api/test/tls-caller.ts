import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import { PERSONA_PASSWORD } from '../src/development/pki/persona-key-file.js'
import type { PersonaHandle } from '../src/identity/personas.js'
import type { HttpWorld } from './http-world.js'

export interface TlsAnswer {
  readonly status: number
  readonly cookies: readonly string[]
  readonly body: Record<string, unknown>
}

/** A browser on the TLS port, with the certificate it was given or without one; keeps its cookie. */
export class TlsCaller {
  cookie = ''
  private readonly agent: Agent

  constructor(
    readonly port: number,
    options: ConnectionOptions,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, ...options })
  }

  get(path: string, headers: Record<string, string> = {}): Promise<TlsAnswer> {
    return this.call('GET', path, headers)
  }

  post(path: string, headers: Record<string, string> = {}, body?: unknown): Promise<TlsAnswer> {
    return this.call('POST', path, headers, body)
  }

  /** Opens a session by the certificate and keeps its cookie. */
  async signIn(headers: Record<string, string> = {}): Promise<TlsAnswer> {
    const answer = await this.post('/session/certificate', headers)
    if (answer.status === 201) this.cookie = answer.cookies[0]!.split(';')[0]!
    return answer
  }

  close(): void {
    this.agent.destroy()
  }

  private call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<TlsAnswer> {
    const payload = body === undefined ? {} : { 'content-type': 'application/json' }
    const cookie = this.cookie === '' ? {} : { cookie: this.cookie }
    return new Promise((resolve, reject) => {
      const options = {
        agent: this.agent,
        host: '127.0.0.1',
        port: this.port,
        path: `/api/v1${path}`,
        method,
        headers: { ...payload, ...cookie, ...headers },
      }
      const asked = request(options, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const text = Buffer.concat(parts).toString()
          resolve({
            status: response.statusCode!,
            cookies: response.headers['set-cookie'] ?? [],
            body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          })
        })
      })
      asked.on('error', reject)
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }
}

/** The TLS port of a world on a free port, and callers of it. */
export class TlsWorld {
  private readonly callers: TlsCaller[] = []

  private constructor(
    readonly world: HttpWorld,
    readonly port: number,
    /** PEM of the development authority. */
    readonly root: string,
  ) {}

  static async listen(world: HttpWorld): Promise<TlsWorld> {
    const { app, secure } = world.server
    await secure!.listen(app.getHttpAdapter().getInstance(), { host: '127.0.0.1', port: 0 })
    const der = await readFile(join(world.folder, 'development/root.cert.der'))
    return new TlsWorld(world, secure!.port!, new X509Certificate(der).toString())
  }

  /** With the `.p12` a persona's browser would import. */
  async as(handle: PersonaHandle): Promise<TlsCaller> {
    const pfx = await readFile(join(this.world.folder, `development/personas/${handle}.p12`))
    return this.with({ pfx, passphrase: PERSONA_PASSWORD })
  }

  with(options: ConnectionOptions): TlsCaller {
    const caller = new TlsCaller(this.port, { ca: this.root, ...options })
    this.callers.push(caller)
    return caller
  }

  async close(): Promise<void> {
    this.closeCallers()
    await this.world.close()
  }

  closeCallers(): void {
    for (const caller of this.callers) caller.close()
  }
}
