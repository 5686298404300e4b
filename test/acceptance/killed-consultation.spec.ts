import { LedgerServer } from './ledger-server.ts'
import { verified } from './report.ts'
import { bytesOf, envelopeIn, isEntry, storedRows, trustFile } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const READS = 5
const folder = new TemporaryFolder()

afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

test('T-62 who reads while the server is killed is told of to his last read, once it runs again', async () => {
  const data = folder.file('data')
  const server = await LedgerServer.start(data)
  const judge = await server.session('magistrat')
  await judge.acceptTerms()
  const id = (await judge.order('26/00062')).body.case!
  const before = Date.now()
  for (let i = 0; i < READS; i++) {
    expect(await judge.get(`/cases/${id}`, judge.position)).toMatchObject({ status: 200 })
  }
  const after = Date.now()
  await server.stop('SIGKILL')
  expect(told(data, 'ConsultationEnded')).toEqual([])

  const again = await LedgerServer.start(data)
  const [ended, ...more] = told(data, 'ConsultationEnded')
  expect(more).toEqual([])
  const { from, until, reads } = ended!.data as { from: string; until: string; reads: number }
  expect(Date.parse(from)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(until)).toBeGreaterThanOrEqual(Date.parse(from))
  expect(Date.parse(until)).toBeLessThanOrEqual(after)
  expect(reads).toBe(READS)
  const [session] = told(data, 'ConsoleSessionEnded')
  expect(session!.data).toMatchObject({ cause: 'interrupted', until, reads: READS })
  expect(await again.stop()).toMatchObject({ status: 0 })
  expect(await verified(data, '--trust', trustFile(data))).toMatchObject({ status: 0 })
}, 180_000)

function told(data: string, type: string) {
  return storedRows(data)
    .filter(isEntry)
    .filter((row) => row.type === type)
    .map((row) => envelopeIn(bytesOf(row)))
}
