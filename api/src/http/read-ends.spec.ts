import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SESSION_LIMITS } from '../../test/session-store.contract.js'
import {
  openSessionStore,
  type SessionStore,
} from '../identity/session-store/open-session-store.js'
import { RecorderError } from '../recorder/recorder-error.js'
import { ReadEnds } from './read-ends.js'

const CASE = 'expertise-00000000-0000-8000-8000-00000000000a'
const CONSOLE = 'console-00000000-0000-8000-8000-00000000000b'
const from = '2026-03-02T09:00:00.000Z'
const until = '2026-03-02T09:41:00.000Z'
const folder = mkdtempSync(join(tmpdir(), 'read-ends-'))
const closed: SessionStore[] = []
let files = 0

afterAll(async () => {
  for (const store of closed) await store.close()
  rmSync(folder, { recursive: true })
})

/** One session that reads one case, and whoever tells its end. */
async function world(isShared = false) {
  const store = await openSessionStore({
    postgres: undefined,
    reads: join(folder, `${files++}.sqlite`),
    documentKey: new Uint8Array(32),
    limits: SESSION_LIMITS,
  })
  closed.push(store)
  const { reads: open } = store
  for (const stream of [CASE, CONSOLE]) {
    await open.begin({ session: 's', stream, entry: `entry of ${stream}`, actor: 'a', from })
    await open.again('s', stream, until)
  }
  const told: { stream: string; action: unknown; key: string | undefined }[] = []
  let isWhole = true
  let isOpen = true
  let task: () => void = () => undefined
  let armed: () => void = () => undefined
  const failures: unknown[] = []
  const record = async ({ stream, action, idempotency }: Parameters<Recording>[0]) => {
    if (!isWhole) throw new RecorderError('LEDGER_NOT_WHOLE', 'an alarm stands')
    told.push({ stream, action, key: idempotency?.key })
    return {} as Awaited<ReturnType<Recording>>
  }
  const ends = new ReadEnds({
    recorder: { record },
    open,
    sessions: { isOpen: async () => isOpen },
    isShared,
    timers: {
      after: (_, then) => {
        task = then
        armed()
        return () => undefined
      },
    },
    onFailure: (error) => failures.push(error),
  })
  return {
    open,
    told,
    ends,
    failures,
    breakLedger: () => (isWhole = false),
    endSession: () => (isOpen = false),
    async look() {
      const looked = new Promise<void>((resolve) => (armed = resolve))
      task()
      await looked
    },
  }
}

type Recording = ConstructorParameters<typeof ReadEnds>[0]['recorder']['record']

test('R05 what a killed process left open is told at the next start: case, then session', async () => {
  const { open, ends, told } = await world()
  await ends.start()
  const end = { from, until, reads: 1 }
  expect(told).toEqual([
    {
      stream: CASE,
      action: { kind: 'EndConsultation', consultation: `entry of ${CASE}`, actor: 'a', ...end },
      key: `end entry of ${CASE}`,
    },
    {
      stream: CONSOLE,
      action: { kind: 'EndSession', session: 's', ...end, cause: 'interrupted' },
      key: `end entry of ${CONSOLE}`,
    },
  ])
  expect(await open.sessions()).toEqual([])
})

test('R05 a session that expired is found and told, one that is open is left alone', async () => {
  const { open, ends, told, look, endSession } = await world()
  const kept = await open.of('s')
  await ends.ofCases('s')
  expect(told).toHaveLength(1)
  await ends.start()
  for (const read of kept) await open.begin(read)
  await look()
  expect(await open.sessions()).toEqual(['s'])
  endSession()
  await look()
  expect(await open.sessions()).toEqual([])
  expect(told.at(-1)).toMatchObject({ action: { kind: 'EndSession', cause: 'ended' } })
})

test('what cannot be told over a ledger that is not whole waits for one that is', async () => {
  const { open, ends, told, failures, breakLedger } = await world()
  breakLedger()
  await ends.stop()
  expect(told).toEqual([])
  expect(failures).toEqual([])
  expect(await open.of('s')).toHaveLength(2)
})

test('R05 where sessions are shared a node that comes or goes ends none that is open', async () => {
  const { open, ends, told, look, endSession } = await world(true)
  await ends.start()
  await ends.stop()
  expect(told).toEqual([])
  expect(await open.of('s')).toHaveLength(2)
  endSession()
  await look()
  expect(told.at(-1)).toMatchObject({ action: { kind: 'EndSession', cause: 'ended' } })
})
