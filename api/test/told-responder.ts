import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An OCSP responder on the loopback interface that says what a test wants; null: it hangs up. */
export class ToldResponder {
  says: (() => Promise<Uint8Array>) | null = null

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      request.resume()
      if (this.says === null) {
        response.destroy()
        return
      }
      void this.says().then((der) => {
        response.setHeader('content-type', 'application/ocsp-response')
        response.end(der)
      })
    })
  }

  static async listen(): Promise<ToldResponder> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ToldResponder(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}
