import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../../ledger/test/external.js'

/** Files of a server with TLS on `localhost`, PEM. */
export interface NodeCertificate {
  readonly ca: string
  /** Folder that holds the CA's certificate and nothing else. */
  readonly trusted: string
  readonly key: string
  readonly certificate: string
}

/** How EventStoreDB wants the certificates of its nodes to be named. */
const NODE = 'eventstoredb-node'

/** Makes a CA in `trusted`, a folder that is there, and a certificate of it in `folder`. */
export function makeNodeCertificate(folder: string, trusted: string): NodeCertificate {
  const file = (name: string) => join(folder, name)
  const ca = join(trusted, 'ca.crt')
  const [caKey, key, request, certificate] = [
    file('ca.key'),
    file('node.key'),
    file('node.csr'),
    file('node.crt'),
  ]
  const made = ['-newkey', 'rsa:2048', '-nodes']
  const caName = ['-subj', '/CN=test', '-addext', 'basicConstraints=critical,CA:TRUE']
  openssl('req', '-x509', ...made, '-keyout', caKey, '-out', ca, '-days', '2', ...caName)
  openssl('req', ...made, '-keyout', key, '-out', request, '-subj', `/CN=${NODE}`)
  writeFileSync(
    file('node.ext'),
    `subjectAltName=DNS:localhost,DNS:${NODE},IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n` +
      'keyUsage=digitalSignature,keyEncipherment\n',
  )
  const issuer = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2']
  const what = ['-in', request, '-out', certificate, '-extfile', file('node.ext')]
  openssl('x509', '-req', ...issuer, ...what)
  return { ca, trusted, key, certificate }
}

function openssl(...argv: string[]): void {
  const { status, stderr } = runProgram('openssl', argv)
  if (status !== 0) throw new RangeError(stderr)
}
