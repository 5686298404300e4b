import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { run as runInit } from '../src/commands/init.js'
import { run as runPerson } from '../src/commands/person.js'
import { readSettings } from '../src/config/settings.js'
import type { ServedTsa } from '../src/development/tsa/serve-development-tsa.js'
import { openLedgerServer, type LedgerServer } from '../src/ledger-server.js'
import { issue, prepareProduction, writePem } from './production-kit.js'
import { runCommand } from './run-command.js'
import { TlsCaller } from './tls-caller.js'

const clientAuth = { usages: ['1.3.6.1.5.5.7.3.2'], critical: false }
const silent = pino({ level: 'silent' })
let folder: string
let tsa: ServedTsa
let person: Awaited<ReturnType<typeof issue>>
let server: LedgerServer | undefined
let caller: TlsCaller | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-production-'))
  const prepared = await prepareProduction(folder)
  tsa = prepared.tsa
  expect(await runCommand(runInit, ...prepared.argv)).toMatchObject({ code: 0 })
  person = await issue(false, clientAuth)
  await writePem(folder, 'person.pem', person.certificate)
  await writePem(folder, 'people.pem', person.root)
  const who = ['--name', 'Claire Vasseur', '--role', 'administrateur']
  const argv = ['add', '--data', join(folder, 'data'), ...who]
  const certificate = ['--certificate', join(folder, 'person.pem')]
  expect(await runCommand(runPerson, ...argv, ...certificate)).toMatchObject({ code: 0 })
  const tls = await issue(false)
  await writePem(folder, 'tls.pem', tls.certificate)
  await writeFile(join(folder, 'tls.key'), tls.key)
  const revocation = { policy: 'accept-unknown', crls: ['none.crl'] }
  const authorities = [{ name: 'personnes', anchors: ['people.pem'], revocation }]
  await writeFile(join(folder, 'authorities.json'), JSON.stringify({ authorities }))
})

afterEach(async () => {
  caller?.close()
  await server?.close()
  caller = undefined
  server = undefined
})
afterAll(async () => {
  await tsa.close()
  await rm(folder, { recursive: true })
})

const environment = (more: Record<string, string> = {}) =>
  readSettings({
    NODE_ENV: 'production',
    CONTREMARQUE_DATA: join(folder, 'data'),
    CONTREMARQUE_LOG_LEVEL: 'silent',
    ...more,
  })

const identifying = () =>
  environment({
    CONTREMARQUE_TLS_PORT: '0',
    CONTREMARQUE_TLS_KEY_FILE: join(folder, 'tls.key'),
    CONTREMARQUE_TLS_CERTIFICATE_FILE: join(folder, 'tls.pem'),
    CONTREMARQUE_CERTIFICATE_AUTHORITIES: join(folder, 'authorities.json'),
  })

test('without a way to identify people a production ledger is not served, and what is missing is said', async () => {
  await expect(openLedgerServer(environment(), silent)).rejects.toMatchObject({
    code: 'SETTINGS_MISSING',
    message: expect.stringContaining('CONTREMARQUE_CERTIFICATE_AUTHORITIES') as string,
  })
})

test('in production the first administrator comes with the certificate bound at the machine; no persona does', async () => {
  server = await openLedgerServer(identifying(), silent)
  const { app, secure } = server
  // Its plain port is for a proxy that ends TLS: no cookie of it goes in clear.
  expect(app.getHttpAdapter().getInstance().isReachedByTls).toBe(true)
  await secure!.listen(app.getHttpAdapter().getInstance(), { host: '127.0.0.1', port: 0 })
  const cert = `-----BEGIN CERTIFICATE-----\n${Buffer.from(person.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`
  caller = new TlsCaller(secure!.port!, { key: person.key, cert, rejectUnauthorized: false })
  expect(await caller.signIn()).toMatchObject({
    status: 201,
    body: {
      person: { name: 'Claire Vasseur', role: 'administrateur' },
      authentication: { method: 'certificate', validity: 'unknown' },
      profile: 'production',
    },
  })
  const persona = { persona: 'd0000000-0000-8000-8000-000000000001' }
  expect(await caller.post('/session', {}, persona)).toMatchObject({
    status: 403,
    body: { code: 'IDENTIFICATION_UNAVAILABLE' },
  })
})
