import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEYS_STREAM } from '@contremarque/ledger'
import type { StreamMetadata } from '@eventstore/db-client'
import { contremarque } from '../../../test/acceptance/run-command.ts'
import { START } from '../../src/event-store/event-store.js'
import { prepareAccess } from '../../src/event-store/eventstoredb/access.js'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { runLedger } from '../../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../../src/time-stamping/token-clock.js'
import { prepareProduction } from '../production-kit.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const writer = { username: 'ledger', password: 'of the writer' }

describeWithOwnServer('a production ledger on a server with TLS and access control', () => {
  let server: OwnServer
  let folder: string
  beforeAll(async () => {
    server = await OwnServer.start(true)
    folder = await mkdtemp(join(tmpdir(), 'contremarque-production-'))
  })
  afterAll(async () => {
    await server.dispose()
    await rm(folder, { recursive: true })
  })

  const headAs = async (credentials: typeof writer) => {
    const store = await openEventStoreDbStore({ url: server.url, credentials })
    const position = await store.headPosition()
    await store.close()
    return position
  }

  test('T-04 is not founded as an administrator, and is as the writer once the server was prepared; what was tried raises no alarm; while others are let append to a stream it does not start', async () => {
    const { url, administrator } = server
    const { argv, tsa } = await prepareProduction(folder)
    const passwordFile = join(folder, 'secret')
    const envAs = async ({ username, password }: typeof writer) => {
      await writeFile(passwordFile, password)
      return {
        CONTREMARQUE_EVENTSTOREDB_URL: url,
        CONTREMARQUE_EVENTSTOREDB_USERNAME: username,
        CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: passwordFile,
      }
    }
    const refused = await contremarque(['init', ...argv], { env: await envAs(administrator) })
    expect(refused.status).not.toBe(0)
    for (const told of [
      'others may append, delete or write metadata',
      'the writer may write metadata',
      'the writer may delete streams',
      'run `contremarque store prepare`',
    ]) {
      expect(refused.stderr).toContain(told)
    }
    expect(await headAs(administrator)).toBe(START)
    await prepareAccess(url, administrator, writer)
    const env = await envAs(writer)
    const founded = await contremarque(['init', ...argv], { env })
    expect([founded.status, founded.stderr]).toEqual([0, ''])
    const clock = new TokenClock()
    const eventStoreDb = { url, credentials: writer }
    const ledger = await runLedger(join(folder, 'data'), { clock, eventStoreDb })
    await ledger.settle()
    expect(ledger.alarms()).toEqual([])
    await ledger.close()
    const setMetadata = (metadata: StreamMetadata) =>
      server.administer((client, as) => client.setStreamMetadata(KEYS_STREAM, metadata, as))
    await setMetadata({ acl: { writeRoles: [writer.username, 'other'] } })
    const before = await headAs(writer)
    await expect(runLedger(join(folder, 'data'), { clock, eventStoreDb })).rejects.toMatchObject({
      code: 'STORE_UNGUARDED',
      message: expect.stringContaining(`the rights on ${KEYS_STREAM} let others`) as string,
    })
    expect(await headAs(writer)).toBe(before)
    await setMetadata({})
    const again = await runLedger(join(folder, 'data'), { clock, eventStoreDb })
    expect(again.alarms()).toEqual([])
    await again.close()
    await tsa.close()
  })
})
