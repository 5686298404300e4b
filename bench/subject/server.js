import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const script = new URL('./serve.js', import.meta.url)

/** The product's server in a process of its own, on a free port. */
export class Server {
  static async start(folder) {
    const server = new Server()
    server.port = await freePort()
    server.tlsPort = await freePort()
    const env = {
      ...process.env,
      CONTREMARQUE_DATA: folder,
      CONTREMARQUE_PORT: String(server.port),
      CONTREMARQUE_TLS_PORT: String(server.tlsPort),
      CONTREMARQUE_PROFILE: 'development',
      CONTREMARQUE_RATE_LIMIT: '0',
      CONTREMARQUE_DEMO: 'off',
      CONTREMARQUE_LOG_LEVEL: 'warn',
    }
    server.child = fork(script, { env, execArgv: ['--max-semi-space-size=64'] })
    await server.#ready()
    return server
  }

  get pid() {
    return this.child.pid
  }

  /** What the process used since 'begin'. */
  async ask(what) {
    this.child.send(what)
    const [answer] = await once(this.child, 'message')
    return answer
  }

  async stop() {
    this.child.kill('SIGTERM')
    await once(this.child, 'exit')
  }

  async #ready() {
    const url = `http://127.0.0.1:${this.port}/api/v1/health`
    for (;;) {
      if (this.child.exitCode !== null) throw new Error('the server ended before it was ready')
      const answer = await fetch(url).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

export async function freePort() {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
