import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { LedgerServer } from './ledger-server.ts'
import type { PersonaSession, RecordedAnswer } from './persona-session.ts'
import { verified } from './report.ts'
import { bytesOf, envelopeIn, storedRows, trustFile } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const WRITERS = 8
/** Acknowledged before the signal. */
const ENOUGH = 80

let folder: TemporaryFolder
beforeAll(() => {
  folder = new TemporaryFolder()
})
afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

interface Asked {
  readonly key: string
  readonly number: string
  /** Undefined when the connection ended without an answer. */
  answer?: { readonly status: number; readonly body: RecordedAnswer }
}

/** Writers that order expertises one after the other until the server is gone. */
function load(
  judge: PersonaSession,
  isOver: () => boolean,
  onAcknowledged: () => void,
): Promise<Asked[]> {
  const writer = async (number: number): Promise<Asked[]> => {
    const asked: Asked[] = []
    for (let i = 0; !isOver(); i++) {
      const order: Asked = { key: randomUUID(), number: `26/${number}-${i}` }
      asked.push(order)
      try {
        order.answer = await judge.order(order.number, { key: order.key })
        if (order.answer.status === 201) onAcknowledged()
      } catch {
        break
      }
    }
    return asked
  }
  const writers = Array.from({ length: WRITERS }, (_, number) => writer(number))
  return Promise.all(writers).then((each) => each.flat())
}

/** Loads a new server, ends it by a signal in the middle, and tells what was asked and how it ended. */
async function endUnderLoad(data: string, signal: NodeJS.Signals) {
  const server = await LedgerServer.start(data)
  const judge = await server.session('magistrat')
  await judge.acceptTerms()
  let isOver = false
  let count = 0
  const { promise: isEnough, resolve } = Promise.withResolvers<undefined>()
  const asked = load(
    judge,
    () => isOver,
    () => {
      if (++count === ENOUGH) resolve(undefined)
    },
  )
  await isEnough
  const ended = await server.stop(signal)
  isOver = true
  return { asked: await asked, ended }
}

const acknowledged = (asked: readonly Asked[]) =>
  asked.filter(({ answer }) => answer?.status === 201)

/** Hashes of ExpertiseOrdered entries, by the idempotency reference inside them. */
function ordersIn(data: string): string[] {
  return storedRows(data)
    .filter(({ stream }) => stream.startsWith('expertise-'))
    .filter((row) => envelopeIn(bytesOf(row)).type === 'ExpertiseOrdered')
    .map(({ id }) => id)
}

test('kill -9 under load: all that was acknowledged is there once, nothing else was made up', async () => {
  const data = folder.file('killed')
  const { asked, ended } = await endUnderLoad(data, 'SIGKILL')
  expect(ended.signal).toBe('SIGKILL')
  const kept = acknowledged(asked)
  expect(kept.length).toBeGreaterThanOrEqual(ENOUGH)
  const before = ordersIn(data)
  expect(new Set(before).size).toBe(before.length)
  expect(before).toEqual(
    expect.arrayContaining(kept.map(({ answer }) => answer!.body.entries[0]!.id)),
  )
  expect(before.length).toBeLessThanOrEqual(asked.length)

  const server = await LedgerServer.start(data)
  expect(server.fatal).toEqual([])
  const judge = await server.session('magistrat')
  const repeats = await Promise.all(
    asked.map(async ({ key, number, answer }) => ({
      answer,
      again: await judge.order(number, { key }),
    })),
  )
  for (const { answer, again } of repeats) {
    expect(again.status).toBe(201)
    if (answer?.status !== 201) continue
    expect(again.body).toMatchObject({ repeated: true, entries: answer.body.entries })
  }
  expect(ordersIn(data)).toHaveLength(asked.length)
  const last = await judge.order('26/after', { wait: 30 })
  expect(last.body.state).toBe('stamped')
  const receipts = [kept[0]!, kept.at(-1)!].map(({ answer }) => answer!.body.entries[0]!.id)
  for (const id of [...receipts, last.body.entries[0]!.id]) {
    const path = folder.file(`${id}.receipt.json`)
    writeFileSync(path, await judge.bytes(`/entries/${id}/receipt`))
    expect(await verified(path, '--trust', trustFile(data))).toMatchObject({ status: 0 })
  }
  expect((await server.stop()).status).toBe(0)
  const report = await verified(data, '--trust', trustFile(data))
  expect(report).toMatchObject({ status: 0, verdict: 'TOTAL_PASSED', findings: [] })
})

test('SIGTERM under load: what was acknowledged is sealed and stamped before the process ends with 0', async () => {
  const data = folder.file('stopped')
  const { asked, ended } = await endUnderLoad(data, 'SIGTERM')
  expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' })
  const kept = acknowledged(asked)
  expect(kept.length).toBeGreaterThanOrEqual(ENOUGH)
  const statuses = new Set(asked.map(({ answer }) => answer?.status))
  expect([undefined, 201, 503]).toEqual(expect.arrayContaining([...statuses]))
  expect(ordersIn(data)).toEqual(
    expect.arrayContaining(kept.map(({ answer }) => answer!.body.entries[0]!.id)),
  )
  const report = await verified(data, '--trust', trustFile(data))
  expect(report).toMatchObject({ status: 0, verdict: 'TOTAL_PASSED', findings: [] })
})
