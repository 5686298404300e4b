import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stripTypeScriptTypes } from 'node:module'
import { join, normalize } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface SourceServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  close(): void
}

/**
 * Serves the ledger's source to a browser as it stands, types stripped: nothing is bundled, so that
 * what runs there is what runs here. Loopback only.
 */
export async function serveSource(): Promise<SourceServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>ledger</title>')
      return
    }
    try {
      response.setHeader('content-type', 'text/javascript').end(readModule(pathname))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function readModule(pathname: string): string {
  const source = readFileSync(join(root, normalize(pathname)), 'utf8')
  const script = pathname.endsWith('.ts') ? stripTypeScriptTypes(source) : source
  return script.replace(/(from\s+['"])(?=@noble\/)/g, '$1/node_modules/')
}
