import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../src/config/settings.js'
import { doorsOf } from '../../src/event-store/eventstoredb/address.js'
import { checkUrl } from '../../src/event-store/eventstoredb/settings.js'
import { inRepository, mountsOf, readComposeFile, withDefaults } from './compose-file.js'

const { services } = readComposeFile()
const STORES = ['store-1', 'store-2', 'store-3']
const NODES = ['node-1', 'node-2']
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-deployment-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The environment of a container, its files standing in a folder of this machine. */
function environmentOf(name: string): Record<string, string> {
  const environment = Object.entries(services[name]!.environment!)
  return Object.fromEntries(
    environment.flatMap(([key, value]) => {
      if (value === null) return []
      return [[key, key.endsWith('_FILE') ? standIn(value) : withDefaults(value)]]
    }),
  )
}

function standIn(path: string): string {
  const file = join(folder, path.replaceAll('/', '-'))
  writeFileSync(file, path.endsWith('.crt') ? '-----BEGIN CERTIFICATE-----' : path)
  return file
}

test.each([...NODES, 'found', 'add-node'])('the settings of %s are those of a node', (name) => {
  const settings = readSettings(environmentOf(name))
  expect(settings).toMatchObject({
    profile: 'production',
    keyPassphrase: '/run/secrets/key-passphrase',
    eventStoreDb: { credentials: { username: 'ledger', password: '/run/secrets/store-password' } },
    postgres: {
      host: 'postgres',
      user: 'contremarque',
      password: '/run/secrets/postgres-password',
    },
    tls: { port: 3443, isImplied: false },
  })
})

test.each(NODES)('%s is heard by other containers over TLS alone', (name) => {
  const { host, tls } = readSettings(environmentOf(name))
  expect([host, tls?.host]).toEqual(['127.0.0.1', '0.0.0.0'])
})

test('every setting named here, and in the image, is one that is read', () => {
  const known = inRepository('api/src/config/settings.ts')
  const named = `${inRepository('docker-compose.yml')}${inRepository('Dockerfile')}`
  const names = new Set(named.match(/CONTREMARQUE_[A-Z0-9_]+/g))
  expect(names.size).toBeGreaterThan(10)
  const isRead = (name: string) =>
    new RegExp(`^ {2}${name}: (z|address|decimal)\\b`, 'm').test(known)
  expect([...names].filter((name) => !isRead(name))).toEqual([])
})

test.each([...NODES, 'found', 'add-node', 'prepare'])(
  '%s is given the files that its settings and its command name',
  (name) => {
    const { environment = {}, command = [], secrets = [], ...service } = services[name]!
    const places = mountsOf(service as never).map(({ target }) => target)
    const words = [...Object.values(environment), ...command].join(' ')
    const paths = words.match(/(?<=[ =])\/(run\/secrets|tls|etc)\/[\w./-]+/g) ?? []
    expect(paths.length).toBeGreaterThan(1)
    for (const path of paths) {
      const isSecret = secrets.some((secret) => path === `/run/secrets/${secret}`)
      expect([path, isSecret || places.some((at) => path.startsWith(`${at}/`))]).toEqual([
        path,
        true,
      ])
    }
  },
)

test('the event store is reached by name over TLS, at every server of the cluster', () => {
  const { url } = readSettings(environmentOf('node-1')).eventStoreDb!
  checkUrl(url)
  const ca = join(folder, 'store-ca.crt')
  writeFileSync(ca, 'authority')
  const doors = doorsOf(url.replace('/tls/store/ca.crt', ca))
  expect(doors.map(({ hostname, isSecure }) => [hostname, isSecure])).toEqual(
    STORES.map((name) => [name, true]),
  )
  expect(services['prepare']!.command).toContain(url)
})

test.each(STORES)(
  '%s names itself, finds the two others and shows a certificate of that name',
  (name) => {
    const others = STORES.filter((each) => each !== name)
    expect(services[name]!.environment).toMatchObject({
      EVENTSTORE_CLUSTER_SIZE: '3',
      EVENTSTORE_NODE_HOST_ADVERTISE_AS: name,
      EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS: name,
      EVENTSTORE_GOSSIP_SEED: others.map((each) => `${each}:2113`).join(','),
    })
    const { user } = services[name]!
    expect(inRepository('deploy/certificates.sh')).toContain(`\nserver ${name} store ${user}\n`)
    expect(mountsOf(services[name]!)).toContainEqual(
      expect.objectContaining({ source: `${name}-tls`, target: '/tls/own', isReadOnly: true }),
    )
  },
)

test('PostgreSQL shows a certificate of its name, of an authority that makes nobody a store', () => {
  const { user } = services['postgres']!
  expect(inRepository('deploy/certificates.sh')).toContain(`\nserver postgres database ${user}\n`)
  const trusted = mountsOf(services['store-1']!).find(({ target }) => target === '/tls/store')
  expect(trusted?.source).toBe('store-authority')
  const hba = inRepository('deploy/pg_hba.conf')
    .split('\n')
    .filter((line) => /^\w/.test(line))
  expect(hba.filter((line) => !line.startsWith('local'))).toEqual([
    expect.stringMatching(/^hostssl .* scram-sha-256$/),
  ])
})

test('T-53 the door ends no TLS and forwards no certificate: each node sees the key proved', () => {
  const door = inRepository('deploy/haproxy.cfg')
  expect(door).toMatch(/^defaults\n {2}mode tcp$/m)
  expect(door).not.toMatch(/(?<!check-)\bssl\b|\bcrt\b|client-cert/i)
  expect(services['door']!.secrets).toBeUndefined()
  for (const name of NODES) expect(door).toContain(`server ${name} ${name}:3443`)
})

test('the door gives up a node that is gone, or hangs, within the time that the runbook says', () => {
  const door = inRepository('deploy/haproxy.cfg')
  const seconds = (pattern: RegExp) => Number(pattern.exec(door)?.[1])
  const ofOneCheck =
    seconds(/ inter (\d+)s /) +
    Math.max(seconds(/timeout connect (\d+)s/), seconds(/timeout check (\d+)s/))
  expect(ofOneCheck * seconds(/ fall (\d+) /)).toBe(6)
  expect(inRepository('docs/runbooks/deployment.md')).toMatch(
    /\*\*A node is gone.*six where it hangs/,
  )
  // Who comes meanwhile is not kept waiting at an address where nobody answers.
  expect(door).toMatch(/^ {2}option redispatch 1$/m)
})
