import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonEvent, type StreamMetadata } from '@eventstore/db-client'
import { runDevelopmentLedger } from '../../src/development/development-ledger.js'
import { prepareAccess } from '../../src/event-store/eventstoredb/access.js'
import { aclFor } from '../../src/event-store/eventstoredb/default-acl.js'
import type { RunningLedger } from '../../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../../src/time-stamping/token-clock.js'
import { eventually } from '../eventually.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const writer = { username: 'ledger', password: 'of the writer' }
/** Milliseconds in which an alarm has to be there. */
const IN_TIME = 5_000
const STREAM = 'platform-keys'

describeWithOwnServer('rights changed under a ledger on a real server with access control', () => {
  let server: OwnServer
  let folder: string
  let ledger: RunningLedger

  beforeAll(async () => {
    server = await OwnServer.start(true)
    folder = await mkdtemp(join(tmpdir(), 'contremarque-rights-'))
    await prepareAccess(server.url, server.administrator, writer)
    const eventStoreDb = { url: server.url, credentials: writer }
    const options = { clock: new TokenClock(), mayFound: true, eventStoreDb }
    ledger = await runDevelopmentLedger(folder, options)
  }, 240_000)
  afterAll(async () => {
    await ledger.close()
    await server.dispose()
    await rm(folder, { recursive: true })
  })

  const metadata = (stream: string, change: StreamMetadata) =>
    server.administer((client, as) => client.setStreamMetadata(stream, change, as))
  const setDefault = (data: object) =>
    server.administer((client, as) =>
      client.appendToStream(
        '$settings',
        jsonEvent({ type: 'update-default-acl', data: { ...data } }),
        as,
      ),
    )
  const { $userStreamAcl, $systemStreamAcl } = aclFor(writer.username)
  const kept = { acl: { readRoles: ['$admins', writer.username] } }

  test.each([
    [
      'others may append to a stream',
      () => metadata(STREAM, { acl: { writeRoles: ['$all'] } }),
      () => metadata(STREAM, {}),
    ],
    [
      'others may write the metadata of $settings',
      () => metadata('$settings', { acl: { ...kept.acl, metaWriteRoles: ['other'] } }),
      () => metadata('$settings', kept),
    ],
    [
      'by default all may append',
      () => setDefault({ $userStreamAcl: { ...$userStreamAcl, $w: '$all' }, $systemStreamAcl }),
      () => setDefault({ $userStreamAcl, $systemStreamAcl }),
    ],
    [
      "by default others may write to the server's own streams",
      () => setDefault({ $userStreamAcl, $systemStreamAcl: { ...$systemStreamAcl, $w: 'other' } }),
      () => setDefault({ $userStreamAcl, $systemStreamAcl }),
    ],
  ])(
    'T-04 %s: an alarm within 5 s that stops recording, over when it is undone',
    async (_, open, close) => {
      await ledger.settle()
      expect(ledger.alarms()).toEqual([])
      await open()
      const since = Date.now()
      await eventually(() => ledger.stopped(), 60_000)
      const ms = Date.now() - since
      process.stderr.write(`told after ${ms} ms\n`)
      expect(ms).toBeLessThan(IN_TIME)
      expect(ledger.alarms()).toMatchObject([
        { code: 'STORE_INTERFERED', message: expect.stringContaining('let others than') as string },
      ])
      await close()
      await eventually(() => ledger.alarms().length === 0, 60_000)
      await ledger.renewAnchor()
    },
    180_000,
  )

  test('T-04 others may read a stream and the log: no alarm', async () => {
    await metadata(STREAM, { acl: { readRoles: ['$all'] } })
    await metadata('$all', { acl: { readRoles: ['$admins', writer.username, 'other'] } })
    await eventually(
      () => ledger.interferences().filter(({ kind }) => kind === 'access').length >= 2,
    )
    expect(ledger.alarms()).toEqual([])
  })
})
