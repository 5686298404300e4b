import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../../ledger/test/external.js'

/** How EventStoreDB wants the certificates of its nodes to be named. */
const NODE = 'eventstoredb-node'
const MADE = ['-newkey', 'rsa:2048', '-nodes']
const DAYS = ['-days', '2']

/** An authority of nodes on `localhost`, in a folder of its own: certificates name the host and no address. */
export class NodeAuthority {
  /** Holds the authority's certificate and nothing else. */
  private readonly trusted: string

  constructor(private readonly folder: string) {
    this.trusted = join(folder, 'trusted')
    mkdirSync(this.trusted, { recursive: true })
    const name = ['-subj', '/CN=test', '-addext', 'basicConstraints=critical,CA:TRUE']
    openssl(
      'req',
      '-x509',
      ...MADE,
      '-keyout',
      this.key,
      '-out',
      this.certificate,
      ...DAYS,
      ...name,
    )
  }

  /** PEM file. */
  get certificate(): string {
    return join(this.trusted, 'ca.crt')
  }

  /** Makes key and certificate of one node. @returns its options */
  optionsFor(node: string): string[] {
    const [key, request, certificate, extensions] = ['key', 'csr', 'crt', 'ext'].map((end) =>
      join(this.folder, `${node}.${end}`),
    ) as [string, string, string, string]
    openssl('req', ...MADE, '-keyout', key, '-out', request, '-subj', `/CN=${NODE}`)
    writeFileSync(
      extensions,
      'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n' +
        'keyUsage=digitalSignature,keyEncipherment\n',
    )
    const issuer = ['-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', ...DAYS]
    openssl('x509', '-req', ...issuer, '-in', request, '-out', certificate, '-extfile', extensions)
    return [
      ...['--certificate-file', certificate, '--certificate-private-key-file', key],
      ...['--trusted-root-certificates-path', this.trusted],
    ]
  }

  private get key(): string {
    return join(this.folder, 'ca.key')
  }
}

/** The address of nodes on `localhost` at these ports, who trust an authority or nobody. */
export function addressOf(ports: readonly number[], authority: NodeAuthority | undefined): string {
  const hosts = ports.map((port) => `localhost:${port}`).join(',')
  const query =
    authority === undefined ? 'tls=false' : `tls=true&tlsCAFile=${authority.certificate}`
  return `esdb://${hosts}?${query}`
}

function openssl(...argv: string[]): void {
  const { status, stderr } = runProgram('openssl', argv)
  if (status !== 0) throw new RangeError(stderr)
}
