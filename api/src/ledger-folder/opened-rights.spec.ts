import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithProgram } from '../../../ledger/test/external.js'
import { NOW, StoreCertificates } from '../../../test/acceptance/store-certificates.ts'
import { event } from '../../test/event-store/kit.js'
import { GuardedDouble } from '../../test/eventstoredb-double/guarded-double.js'
import { prepareProduction } from '../../test/production-kit.js'
import { prepareAccess } from '../event-store/eventstoredb/access.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { foundProductionLedger, type ProductionSettings } from './found-production-ledger.js'
import { readProductionSettings } from './production-settings.js'
import { runLedger, type RunLedgerOptions, type RunningLedger } from './run-ledger.js'

const administrator = { username: 'admin', password: 'changeit' }
const writer = { username: 'ledger', password: 'of the writer' }
const STREAM = 'platform-keys'

describeWithProgram('openssl', 'a production ledger on a server whose rights were opened', () => {
  let folder: string
  let server: GuardedDouble
  let tsa: { close(): Promise<void> }
  let settings: ProductionSettings

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-opened-'))
    const certificates = new StoreCertificates(folder)
    certificates.makeAuthority('ours')
    certificates.make('node', 'ours', 'localhost', NOW)
    const [ca, key, certificate] = ['ours.crt', 'node.key', 'node.crt'].map((file) =>
      certificates.file(file),
    )
    server = await GuardedDouble.start({ ca: ca!, key: key!, certificate: certificate! })
    await prepareAccess(server.url, administrator, writer)
    const prepared = await prepareProduction(folder)
    tsa = prepared.tsa
    settings = (await readProductionSettings(
      prepared.argv.at(-1)!,
      undefined,
    )) as ProductionSettings
    await (await run({ founder: foundProductionLedger(settings, Date.now()) })).close()
  })
  afterAll(async () => {
    await tsa.close()
    await server.close()
    await rm(folder, { recursive: true })
  })
  afterEach(() => {
    for (const stream of [STREAM, '$settings']) setMetadata(stream, {})
    setMetadata('$settings', { $acl: { $r: ['$admins', writer.username] } })
  })

  const run = (more: Partial<RunLedgerOptions> = {}): Promise<RunningLedger> =>
    runLedger(join(folder, 'data'), {
      clock: new TokenClock(),
      eventStoreDb: { url: server.url, credentials: writer },
      landmarks: { minSize: 1, every: 0 },
      ...more,
    })
  function setMetadata(stream: string, metadata: object): void {
    const data = Buffer.from(JSON.stringify(metadata))
    const contentType = 'application/json'
    const { id } = event('x')
    const set = { id, type: '$metadata', data, contentType, custom: new Uint8Array() }
    server.double.log.append(`$$${stream}`, 'any', [set])
  }

  test.each([
    [STREAM, { $w: [writer.username, 'other'] }],
    [STREAM, { $d: 'other' }],
    ['$settings', { $r: ['$admins', writer.username], $mw: 'other' }],
  ])(
    'T-04 does not start while %s lets others than the writer: %j; says what to do, and writes nothing',
    async (stream, $acl) => {
      setMetadata(stream, { $acl })
      const before = server.double.log.all.length
      await expect(run()).rejects.toMatchObject({
        code: 'STORE_UNGUARDED',
        message: expect.stringMatching(
          /the rights on .* an administrator must take them away/,
        ) as string,
      })
      expect(server.double.log.all).toHaveLength(before)
    },
  )

  test('T-04 starts once they are taken away', async () => {
    setMetadata(STREAM, { $acl: { $w: '$all' } })
    await expect(run()).rejects.toMatchObject({ code: 'STORE_UNGUARDED' })
    setMetadata(STREAM, {})
    const ledger = await run()
    expect(ledger.alarms()).toEqual([])
    ledger.assertRecordable()
    await ledger.close()
  })

  test('T-04 starts where others may read, or nothing is to be recorded, to look at what was done', async () => {
    setMetadata(STREAM, { $acl: { $r: '$all' } })
    await (await run()).close()
    setMetadata(STREAM, { $acl: { $w: '$all' } })
    const ledger = await run({ recording: false })
    expect(ledger.stopped()).toMatchObject({ code: 'STORE_INTERFERED' })
    await ledger.close()
  })

  test('T-04 starts where entries were hidden: it is read, and records nothing', async () => {
    setMetadata(STREAM, { $maxCount: 1 })
    const ledger = await run()
    expect(ledger.stopped()).toMatchObject({ code: 'STORE_INTERFERED' })
    await ledger.close()
  })
})
