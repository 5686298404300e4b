import { readFileSync } from 'node:fs'
import { createServer as createPlainServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describeWithProgram } from '../../ledger/test/external.ts'
import { LedgerServer } from './ledger-server.ts'
import { NOW, PAST, StoreCertificates } from './store-certificates.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const folder = new TemporaryFolder()
const certificates = new StoreCertificates(folder.path)
const listening: { close(): unknown }[] = []

afterAll(async () => {
  await LedgerServer.endAll()
  for (const server of listening) server.close()
  folder.remove()
})

function serve(name: string | undefined): Promise<number> {
  const server: Http2Server | ReturnType<typeof createTlsServer> =
    name === undefined
      ? createPlainServer()
      : createTlsServer({
          key: readFileSync(folder.file(`${name}.key`)),
          cert: readFileSync(folder.file(`${name}.crt`)),
          ALPNProtocols: ['h2'],
        })
  server.on('tlsClientError', () => undefined)
  server.on('sessionError', () => undefined)
  listening.push(server)
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port))
  })
}

describeWithProgram(
  'openssl',
  'a ledger whose EventStoreDB cannot be trusted does not start, and says why',
  () => {
    beforeAll(() => {
      for (const ca of ['ours', 'other']) certificates.makeAuthority(ca)
      certificates.make('valid', 'ours', 'localhost', NOW)
      certificates.make('expired', 'ours', 'localhost', PAST)
      certificates.make('elsewhere', 'ours', 'store.example', NOW)
    })

    test.each([
      ['its certificate has expired', 'expired', 'tls=true&tlsCAFile=ours.crt'],
      ['its certificate does not name this host', 'elsewhere', 'tls=true&tlsCAFile=ours.crt'],
      ['its certificate is not of the CA in tlsCAFile', 'valid', 'tls=true&tlsCAFile=other.crt'],
      ['its certificate is not of the CA in tlsCAFile', 'valid', 'tls=true'],
      ['it has TLS, and the address says tls=false', 'valid', 'tls=false'],
      ['it has no TLS, and the address asks for it', undefined, 'tls=true&tls-ca-file=ours.crt'],
    ])('%s (%s, %s)', async (told, certificate, query) => {
      const port = await serve(certificate)
      const where = `esdb://localhost:${port}?${query.replace(/\w+\.crt/, (name) => folder.file(name))}`
      const env = { CONTREMARQUE_EVENTSTOREDB_URL: where }
      const ended = await LedgerServer.refusal(folder.file(`data-${port}`), { env })
      expect(ended).toMatchObject({ status: 1 })
      expect(ended.stderr).toContain(`EventStoreDB at localhost:${port}: ${told}`)
    })
  },
)
