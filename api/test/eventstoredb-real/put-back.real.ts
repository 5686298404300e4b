import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LedgerServer } from '../../../test/acceptance/ledger-server.ts'
import type { PersonaSession } from '../../../test/acceptance/persona-session.ts'
import { contremarque } from '../../../test/acceptance/run-command.ts'
import { eventually } from '../eventually.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

describeWithOwnServer('a backup of a real store', () => {
  const servers: OwnServer[] = []
  let server: OwnServer
  let folder: string
  let data: string
  let api: LedgerServer
  let judge: PersonaSession
  let env: Record<string, string>

  beforeEach(async () => {
    server = await startServer()
    folder = await mkdtemp(join(tmpdir(), 'contremarque-put-back-'))
    data = join(folder, 'data')
    env = { CONTREMARQUE_EVENTSTOREDB_URL: server.url }
    await start()
    judge = await api.session('magistrat')
    await judge.acceptTerms()
  })
  afterEach(async () => {
    await LedgerServer.endAll()
    for (const each of servers.splice(0)) await each.dispose()
    await rm(folder, { recursive: true })
  })

  const startServer = async () => {
    const started = await OwnServer.start()
    servers.push(started)
    return started
  }
  const start = async () => {
    api = await LedgerServer.start(data, { env })
  }
  const run = (...argv: string[]) => contremarque(argv, { env })
  /** Orders `count` expertises; a receipt of the last of them, in a file. */
  const record = async (count: number, name: string): Promise<string> => {
    let id = ''
    for (let i = 0; i < count; i++) {
      const { status, body } = await judge.order(`26/${i}`, { wait: 30 })
      expect([status, body.state]).toEqual([201, 'stamped'])
      id = body.entries[0]!.id
    }
    const path = join(folder, name)
    const receipt = await eventually(() => judge.bytes(`/entries/${id}/receipt`).catch(() => false))
    await writeFile(path, receipt as Uint8Array)
    return path
  }
  const verify = (at: string, ...more: string[]) =>
    run('verify', at, '--trust', join(at, 'trust.json'), ...more)
  const code = async () => {
    const { status, body } = await (await api.session('magistrat')).order('26/x')
    return [status, (body as unknown as { code?: string }).code]
  }
  const alarms = async () => {
    const auditor = await api.session('auditeur')
    const { body } = await auditor.get<{ alarms: { code: string }[] }>('/ledger/health')
    return body.alarms.map((alarm) => alarm.code)
  }

  test('T-03 a lost guard is made anew against a receipt, and the ledger goes on', async () => {
    const receipt = await record(2, 'receipt.json')
    await api.stop()
    await rm(join(data, 'guard'), { recursive: true })
    await start()
    expect(await alarms()).toContain('GUARD_MISSING')
    expect(await code()).toEqual([503, 'LEDGER_NOT_WHOLE'])
    await api.stop()
    const restored = await run('guard', 'restore', '--data', data, '--against', receipt)
    expect([restored.status, restored.stderr]).toEqual([0, ''])
    await start()
    judge = await api.session('magistrat')
    expect([api.fatal, await alarms()]).toEqual([[], []])
    await record(1, 'later.json')
  }, 600_000)

  test('T-03 an old backup put back under a running ledger: told, nothing recorded, no guard made against what is lost, and recover goes on elsewhere', async () => {
    const early = await record(2, 'early.json')
    await server.backUp()
    await eventually(async () => (await judge.order('26/0')).status === 201, 60_000)
    const late = await record(3, 'late.json')
    await server.putBack()
    const since = Date.now()
    await eventually(async () => (await alarms()).includes('STORE_INTERFERED'), 60_000)
    const told = Date.now() - since
    await eventually(async () => (await alarms()).includes('LEDGER_ROLLED_BACK'), 60_000)
    process.stderr.write(
      `put back: told after ${told} ms, compared with the guard after ${Date.now() - since} ms\n`,
    )
    expect(await code()).toEqual([503, 'LEDGER_NOT_WHOLE'])
    await api.stop()
    await start()
    expect(await alarms()).toContain('LEDGER_ROLLED_BACK')
    await api.stop()

    const guard = join(data, 'guard')
    expect(await verify(data, '--against', join(guard, 'last-signed.note'))).toMatchObject({
      status: 1,
    })
    const restore = (against: string) =>
      run('guard', 'restore', '--data', data, '--against', against)
    expect((await restore(early)).stderr).toContain('there is a guard')
    await rename(guard, join(folder, 'guard'))
    for (const against of [early, late]) {
      const { status, stderr } = await restore(against)
      expect([status, stderr]).toEqual([1, expect.stringMatching(/holds \d+ of \d+ leaves/)])
    }
    await rename(join(folder, 'guard'), guard)

    const recover = (at: string, url: string) =>
      run('recover', '--from', data, '--data', at, '--against', late, '--new-url', url)
    const onto = await recover(join(folder, 'same'), server.url)
    expect([onto.status, onto.stderr]).toEqual([1, expect.stringContaining('holds events already')])
    const next = join(folder, 'next')
    const elsewhere = await startServer()
    const recovered = await recover(next, elsewhere.url)
    expect([recovered.status, recovered.stderr]).toEqual([0, ''])
    expect(recovered.stdout).toMatch(/[1-9]\d* that were sealed are missing/)
    env = { CONTREMARQUE_EVENTSTOREDB_URL: elsewhere.url }
    const { status, stdout } = await verify(next)
    expect([status, stdout]).toEqual([0, expect.stringContaining('Verdict: PASSED')])
  }, 600_000)
})
