import {
  evidenceRecordRoot,
  parseEvidenceRecord,
  parseToken,
  type Envelope,
} from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { EntryProof } from '../src/http/schemas/entries.js'
import { caughtUp } from './caught-up.js'
import { envelopesIn } from './told-story.js'
import type { Caller } from './http-world.js'
import { httpWorld, order, type HttpWorld } from './http-world.js'

const crypto = nodeCrypto()
let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  await judge.readFor('evidence')
})
afterAll(() => world.close())

test('ER-02 an entry’s evidence record leads from its bytes to its token; both are taken away, and told', async () => {
  const id = await orderedEntry()
  await world.server.node.ledger.settle()
  await caughtUp(world.server)
  const entry = new Uint8Array((await judge.get(`/entries/${id}/entry.p7m`)).rawPayload)
  const ers = await judge.get(`/entries/${id}/evidence-record`)
  expect([ers.statusCode, ers.headers]).toMatchObject([
    200,
    {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${id}.ers"`,
    },
  ])
  const record = parseEvidenceRecord(new Uint8Array(ers.rawPayload))
  expect(record.object).toEqual(crypto.digest('sha-256', entry))
  const { imprint } = parseToken(record.token).tstInfo
  expect(evidenceRecordRoot(record, crypto)).toEqual(imprint)
  const tst = await judge.get(`/entries/${id}/time-stamp`)
  expect([tst.statusCode, tst.headers]).toMatchObject([
    200,
    {
      'content-type': 'application/vnd.etsi.timestamp-token',
      'content-disposition': `attachment; filename="${id}.tst"`,
    },
  ])
  expect(new Uint8Array(tst.rawPayload)).toEqual(record.token)
  const { hash, timeStamps } = (await judge.get(`/entries/${id}`)).json<EntryProof>()
  expect(timeStamps.map(({ token }) => token)).toEqual([tst.rawPayload.toString('base64')])
  const purpose = 'evidence'
  expect(downloads(hash)).toEqual([
    { typeVersion: 2, data: { entry: hash, form: 'entry', purpose } },
    { typeVersion: 2, data: { entry: hash, form: 'evidence-record', purpose } },
    { typeVersion: 2, data: { entry: hash, form: 'time-stamp', purpose } },
  ])
})

test('what is not time-stamped yet has neither: asked for too early, it is no download', async () => {
  const { ledger } = world.server.node
  await ledger.stamper.stop()
  const id = await orderedEntry()
  await caughtUp(world.server)
  for (const part of ['evidence-record', 'time-stamp']) {
    const { statusCode, headers, ...answer } = await judge.get(`/entries/${id}/${part}`)
    expect({ statusCode, ...answer.json<object>() }).toMatchObject({
      statusCode: 409,
      code: 'ENTRY_NOT_STAMPED',
    })
    expect(headers['retry-after']).toBe('1')
  }
  const { hash, state } = (await judge.get(`/entries/${id}`)).json<EntryProof>()
  expect(state).not.toBe('stamped')
  expect(downloads(hash)).toEqual([])
})

async function orderedEntry(): Promise<string> {
  const { entries } = (await judge.post('/cases', order())).json<{ entries: { id: string }[] }>()
  return entries.at(-1)!.id
}

function downloads(entry: string): Pick<Envelope, 'data' | 'typeVersion'>[] {
  return envelopesIn(world.folder)
    .filter(({ type, data }) => type === 'EvidenceDownloaded' && data['entry'] === entry)
    .map(({ typeVersion, data }) => ({ typeVersion, data }))
}
