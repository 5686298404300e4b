import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { inRepository, mountsOf, readComposeFile, REPOSITORY } from './compose-file.js'

const file = readComposeFile()
const services = Object.entries(file.services)
/** Runs once, and is waited for to its end or started by hand. */
const isOnce = (name: string): boolean => file.services[name]!.restart === 'no'

test('it says what the compose specification can say', () => {
  const schema = JSON.parse(inRepository('api/test/deployment/compose-spec.json')) as object
  const validate = new Ajv({
    strict: false,
    validateFormats: false,
    validateSchema: false,
  }).compile(schema)
  expect([validate(file), validate.errors]).toEqual([true, null])
  expect(validate({ services: { node: { privilegedd: true } } })).toBe(false)
})

test.each(services)(
  '%s gains no right, and writes nowhere but where it is let',
  (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(name === 'certificates' ? /^0:0$/ : /^(?!0|root)/),
    })
    // It makes keys over to the users of their servers; it has no network.
    expect(service.cap_add).toEqual(name === 'certificates' ? ['CHOWN'] : undefined)
    if (name === 'certificates') expect(service.network_mode).toBe('none')
    for (const { target, isReadOnly, isNamed } of mountsOf(service)) {
      expect([target, isReadOnly || isNamed]).toEqual([target, true])
    }
  },
)

test.each(services)('%s runs a version, not whatever is the newest', (_, { image, build }) => {
  expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/)
  if (build === undefined) return
  expect(inRepository('Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-slim$/m)
})

test.each(services)('%s comes back when it ends, and tells how it is', (name, service) => {
  if (isOnce(name)) {
    expect(service.healthcheck).toBeUndefined()
    return
  }
  expect(service.restart).toBe('unless-stopped')
  const own = service.build === undefined ? service.healthcheck?.test.join(' ') : undefined
  expect(own ?? inRepository('Dockerfile')).toMatch(/health|pg_isready/)
})

test('the health of PostgreSQL is asked where its rules of access let somebody in', () => {
  const check = file.services['postgres']!.healthcheck!.test.join(' ')
  expect(inRepository('deploy/pg_hba.conf')).not.toMatch(/127\.0\.0\.1|localhost/)
  expect(check).not.toMatch(/--host|-h /)
  // The server that the image sets the database up with answers on the same socket.
  expect(check).toContain('postmaster.pid')
})

test.each(services)('%s waits for what can come about', (_, { depends_on = {} }) => {
  for (const [name, { condition }] of Object.entries(depends_on)) {
    expect(file.services).toHaveProperty([name])
    if (condition === 'service_healthy') expect(isOnce(name)).toBe(false)
    if (condition === 'service_completed_successfully') expect(isOnce(name)).toBe(true)
  }
})

test.each(services)('%s is given what is declared, and what is there', (_, service) => {
  expect(Object.keys(file.networks)).toEqual(expect.arrayContaining([...(service.networks ?? [])]))
  expect(Object.keys(file.secrets)).toEqual(expect.arrayContaining([...(service.secrets ?? [])]))
  for (const { source, isNamed } of mountsOf(service)) {
    if (isNamed) expect(file.volumes).toHaveProperty([source])
    else if (source !== './deploy/settings') expect(existsSync(join(REPOSITORY, source))).toBe(true)
  }
})

test('what is declared is used', () => {
  const all = services.map(([, service]) => service)
  const used = {
    networks: all.flatMap(({ networks = [] }) => networks),
    secrets: all.flatMap(({ secrets = [] }) => secrets),
    volumes: all.flatMap((service) => mountsOf(service).map(({ source }) => source)),
  }
  for (const kind of ['networks', 'secrets', 'volumes'] as const) {
    expect(Object.keys(file[kind]).filter((name) => !used[kind].includes(name))).toEqual([])
  }
})

test('secrets are files that the repository never holds', () => {
  const ignored = inRepository('.gitignore').split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['deploy/secrets/', 'deploy/settings/', '.env']))
  for (const [name, { file: path }] of Object.entries(file.secrets)) {
    expect(path).toBe(`./deploy/secrets/${name}`)
  }
  for (const [, { environment = {} }] of services) {
    for (const [name, value] of Object.entries(environment)) {
      if (!/password|passphrase|secret|key/i.test(name)) continue
      expect([name, value]).toEqual([
        expect.stringMatching(/_FILE$/),
        expect.stringMatching(/^\/(run\/secrets|tls)\//),
      ])
    }
  }
})

test('only the door is heard from outside; stores and database reach nothing but their callers', () => {
  const published = services.filter(([, { ports }]) => ports !== undefined)
  expect(published.map(([name]) => name)).toEqual(['door', 'embedded'])
  const outside = Object.keys(file.networks).filter((name) => !file.networks[name]?.internal)
  expect(outside).toEqual(['public', 'outside'])
  const reach = (name: string) =>
    services.filter(([, { networks = [] }]) => networks.includes(name)).map(([each]) => each)
  expect(reach('public')).toEqual(['door', 'embedded'])
  expect(reach('outside')).toEqual(['node-1', 'node-2', 'found', 'add-node'])
  for (const name of ['store-1', 'store-2', 'store-3']) {
    expect(file.services[name]!.networks).toEqual(['store'])
  }
  expect(file.services['postgres']!.networks).toEqual(['database'])
})

test('T-04 no node ever holds the credentials of an administrator of a store', () => {
  const given = (secret: string) =>
    services.filter(([, { secrets = [] }]) => secrets.includes(secret)).map(([name]) => name)
  const stores = ['store-1', 'store-2', 'store-3']
  expect(given('store-admin-password')).toEqual([...stores, 'prepare'])
  expect(given('store-ops-password')).toEqual(stores)
  expect(given('postgres-admin-password')).toEqual(['postgres'])
  const holders = services.filter(([, service]) =>
    mountsOf(service).some(({ source }) => source === 'authorities'),
  )
  expect(holders.map(([name]) => name)).toEqual(['certificates'])
})
