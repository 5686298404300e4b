import { writeFileSync, readFileSync } from 'node:fs'
import { createServer as createPlainServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describeWithProgram, runProgram } from '../../ledger/test/external.ts'
import { LedgerServer } from './ledger-server.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** As `openssl ca` writes times. */
const PAST = ['200101000000Z', '210101000000Z'] as const
const NOW = ['200101000000Z', '491231000000Z'] as const

const folder = new TemporaryFolder()
const listening: { close(): unknown }[] = []

afterAll(async () => {
  await LedgerServer.endAll()
  for (const server of listening) server.close()
  folder.remove()
})

function openssl(...argv: string[]): void {
  const { status, stderr } = runProgram('openssl', argv)
  if (status !== 0) throw new RangeError(stderr)
}

function makeCa(name: string): void {
  const [key, crt] = [folder.file(`${name}.key`), folder.file(`${name}.crt`)]
  const ca = ['-addext', 'basicConstraints=critical,CA:TRUE']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key]
  openssl('req', '-x509', ...made, '-out', crt, '-subj', `/CN=${name}`, '-days', '2', ...ca)
}

/** Of the CA `ours`. */
function makeNode(name: string, host: string, [from, until]: readonly [string, string]): void {
  const file = (end: string) => folder.file(`${name}.${end}`)
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', ...made, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`)
  writeFileSync(file('index'), '')
  writeFileSync(file('ext'), `subjectAltName=DNS:${host}\n`)
  const settings = `[ca]\ndefault_ca=d\n[d]\ndatabase=${file('index')}\nrand_serial=yes\nnew_certs_dir=${folder.path}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`
  writeFileSync(file('cnf'), settings)
  const issuer = ['-cert', folder.file('ours.crt'), '-keyfile', folder.file('ours.key')]
  const times = ['-startdate', from, '-enddate', until, '-extfile', file('ext')]
  const what = ['-in', file('csr'), '-out', file('crt'), '-batch', '-notext']
  openssl('ca', '-config', file('cnf'), ...issuer, ...what, ...times)
}

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
      for (const ca of ['ours', 'other']) makeCa(ca)
      makeNode('valid', 'localhost', NOW)
      makeNode('expired', 'localhost', PAST)
      makeNode('elsewhere', 'store.example', NOW)
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
