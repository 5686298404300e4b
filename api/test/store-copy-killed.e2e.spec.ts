import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { MovingKit } from './moving-kit.js'

const launcher = join(import.meta.dirname, '../bin/contremarque.js')
let kit: MovingKit
beforeEach(async () => {
  kit = await new MovingKit().begin()
})
afterEach(() => kit.end())

/** Runs the command; killed with SIGKILL at the event stored, or the step told, that `until` names. */
async function copy(from: string, to: string, until?: number | string) {
  const argv = [launcher, 'store', 'copy', '--data', kit.path, '--from', from, '--to', to]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const before = stored()
  const unwatch = kit.double.log.watch(() => {
    if (typeof until === 'number' && stored() - before >= until) child.kill('SIGKILL')
  })
  let told = ''
  child.stdout.on('data', (text) => (told += String(text)))
  child.stderr.on('data', (text) => {
    told += String(text)
    if (typeof until === 'string' && told.includes(until)) child.kill('SIGKILL')
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  unwatch()
  return { code, signal, told }
}

function stored(): number {
  return kit.double.log.all.filter(({ stream }) => !stream.startsWith('$')).length
}

test('killed with kill -9 at this event and that, a copy to EventStoreDB comes to its end', async () => {
  await kit.fill('embedded', 6)
  for (const event of [1, 9, 20]) {
    const { signal } = await copy('embedded', kit.double.url, event)
    expect(signal).toBe('SIGKILL')
    expect(await kit.store()).toBe('sqlite')
  }
  const there = stored()
  const last = await copy('embedded', kit.double.url)
  expect(last).toMatchObject({ code: 0 })
  const copied = /same in both stores, (\d+) copied now/.exec(last.told)?.[1]
  expect(Number(copied)).toBe(stored() - there)
  const report = await kit.verify(kit.double)
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
}, 240_000)

test('killed with kill -9 at this step and that, a copy to a file comes to its end', async () => {
  await kit.fill(kit.double, 6)
  for (const step of ['copying', 'verifying', 'the old store is closed']) {
    const { signal, code } = await copy(kit.double.url, 'embedded', step)
    // The last steps may be over before the signal arrives.
    expect(['SIGKILL', 0]).toContain(signal ?? code)
  }
  expect(await copy(kit.double.url, 'embedded')).toMatchObject({ code: 0 })
  const report = await kit.verify('embedded')
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
  const ledger = await kit.open('embedded')
  expect(ledger.alarms()).toEqual([])
}, 240_000)
