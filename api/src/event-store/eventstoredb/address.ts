import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

/** A host of an address, and how its server is reached. */
export interface Door {
  readonly hostname: string
  readonly port: string
  readonly isSecure: boolean
  readonly ca: Buffer | undefined
}

/** Parameters of an address, by names as the client reads them: `tls-ca-file` is `tlsCAFile` to it. */
export function parametersOf(url: string): ReadonlyMap<string, string> {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  return new Map([...query].map(([name, value]) => [flat(name), value]))
}

/** The hosts of an address that `checkUrl` lets pass. */
export function doorsOf(url: string): readonly Door[] {
  const parameters = parametersOf(url)
  const ca = parameters.get('tlscafile')
  const security = {
    isSecure: parameters.get('tls') !== 'false',
    ca: ca === undefined ? undefined : readFileSync(ca),
  }
  return hostsOf(url).map((host) => {
    const { hostname, port } = new URL(`http://${host}`)
    return { hostname, port: port === '' ? '2113' : port, ...security }
  })
}

/** Whether TLS is asked for with a host that has no name: certificates are checked by names. */
export function hasNamelessHost(url: string): boolean {
  if (parametersOf(url).get('tls') === 'false') return false
  return hostsOf(url).some((host) => isIP(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0)
}

function hostsOf(url: string): readonly string[] {
  const [, hosts = ''] = /^[^:]+:\/\/([^/?]+)/.exec(url) ?? []
  return hosts.split(',')
}

function flat(name: string): string {
  return name.trim().toLowerCase().replace(/[_-]/g, '')
}
