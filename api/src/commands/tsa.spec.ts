import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryHash, parseTrust, verify, type Report } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { eventually } from '../../test/eventually.js'
import { TestTimers } from '../../test/ledger-kit.js'
import { issue, prepareProduction, writePem } from '../../test/production-kit.js'
import { runCommand, type CommandRun } from '../../test/run-command.js'
import { verifiedReceipt } from '../../test/verified-receipt.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { parseLedgerInfo } from '../ledger-folder/ledger-info.js'
import { writeLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import { runLedger } from '../ledger-folder/run-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { run as runInit } from './init.js'
import { help, run } from './tsa.js'

const timeStamping = { usages: ['1.3.6.1.5.5.7.3.8'], critical: true }
let folder: string
let data: string
let kit: Awaited<ReturnType<typeof prepareProduction>>
let closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-tsa-'))
  data = join(folder, 'data')
  kit = await prepareProduction(folder)
  closing = [() => kit.tsa.close()]
  expect(await runCommand(runInit, ...kit.argv)).toMatchObject({ code: 0 })
})
afterEach(async () => {
  for (const close of closing) await close()
  await rm(folder, { recursive: true })
})

const add = (certificate: string, ...more: string[]): Promise<CommandRun> =>
  runCommand(
    run,
    ...['add', '--data', data, '--name', 'first', '--certificate', join(folder, certificate)],
    ...more,
  )

/** One more time-stamp, as the running server would get it. */
async function stampOnce(): Promise<void> {
  const ledger = await runLedger(data, { clock: new TokenClock(), recording: false })
  try {
    await ledger.renewAnchor()
  } finally {
    await ledger.close()
  }
}

async function verified(): Promise<Pick<Report, 'verdict' | 'findings' | 'entries'>> {
  const { source, close } = await openFolderReadOnly(data)
  const trust = parseTrust(await readFile(folderPaths(data).trust))
  const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
  await close()
  return report
}

const passed = { verdict: 'TOTAL_PASSED', findings: [] }
const info = async () => parseLedgerInfo(await readFile(folderPaths(data).info, 'utf8'))

test('T-09 tokens of a renewed certificate are refused before it is added, and count afterwards', async () => {
  await kit.renew('renewed.pem')
  await expect(stampOnce()).rejects.toMatchObject({
    code: 'TSA_TOKEN_INVALID',
    details: { codes: 'TOKEN_CERTIFICATE_NOT_PINNED' },
  })
  expect((await verified()).findings).toMatchObject([{ code: 'NOT_STAMPED' }])
  const added = await add('renewed.pem')
  expect([added.code, added.err]).toEqual([0, ''])
  expect(added.out).toContain('first: the certificate is told in the ledger, and sealed')
  expect(added.out).toContain('first: ok')
  await stampOnce()
  expect(await verified()).toMatchObject({ ...passed, entries: 2 })
})

test('a receipt under a token of the certificate added carries its entry, and verifies alone', async () => {
  await kit.renew('renewed.pem')
  await add('renewed.pem')
  const ledger = await runLedger(data, { clock: new TokenClock(), recording: false })
  closing.unshift(() => ledger.close())
  const at = new Date().toISOString()
  const stream = 'platform-timestamping'
  await ledger.tell({ stream, type: 'TimestampingResumed', data: { since: at, until: at } })
  await ledger.settle()
  const head = await ledger.folder.store.readHead(stream)
  const hash = entryHash(head!.data, nodeCrypto()).toHex()
  const report = await verifiedReceipt(ledger.folder, hash)
  expect(report).toMatchObject(passed)
})

test('RC-12 of an authority without a place for revocation data one is named, and past tokens are proved', async () => {
  const { crls } = (await info()).tsas[0]!
  const [tsa] = (await info()).tsas
  await writeLedgerInfo(folderPaths(data), { ...(await info()), tsas: [{ ...tsa!, crls: [] }] })
  await stampOnce()
  expect((await verified()).findings).toMatchObject([{ code: 'TOKEN_REVOCATION_UNKNOWN' }])
  const added = await add('tsa.pem', '--crl', crls[0]!)
  expect(added).toMatchObject({ code: 0 })
  expect(added.out).toContain('stands in the ledger already')
  const timers = new TestTimers()
  const options = { clock: new TokenClock(), recording: false, timers }
  const ledger = await runLedger(data, options)
  closing.unshift(() => ledger.close())
  await eventually(() => ledger.alarms().length === 1)
  await eventually(() => timers.delays.includes(60_000))
  timers.advance(60_000)
  await eventually(() => ledger.alarms().length === 0)
  expect(await verified()).toMatchObject(passed)
})

test('what stands in the ledger already is not told again', async () => {
  await kit.renew('renewed.pem')
  await add('renewed.pem')
  const again = await add('renewed.pem')
  expect(again).toMatchObject({ code: 0 })
  expect(again.out).toContain('stands in the ledger already')
  expect(await verified()).toMatchObject({ ...passed, entries: 2 })
})

test('one that is announced is added before it is used', async () => {
  await kit.renew('now.pem')
  await add('now.pem')
  const next = await kit.announce('next.pem')
  expect(await add('next.pem')).toMatchObject({ code: 0 })
  await stampOnce()
  next.use()
  await stampOnce()
  expect(await verified()).toMatchObject({ ...passed, entries: 3 })
})

describe('a further authority', () => {
  const second = async () => {
    await kit.renew('second.pem')
    const { crls, policy } = (await info()).tsas[0]!
    const wanted = ['--url', kit.tsa.url, '--policy', policy!, '--accuracy', '500']
    return [...wanted, '--crl', crls[0]!]
  }
  const addSecond = (...more: string[]) =>
    runCommand(
      run,
      ...['add', '--data', data, '--name', 'second', '--certificate', join(folder, 'second.pem')],
      ...more,
    )

  test('is asked from then on: a run is stamped when one of them answers', async () => {
    const added = await addSecond(...(await second()))
    expect([added.code, added.err]).toEqual([0, ''])
    // The first one’s address answers by the certificate of the second, which is none of its own.
    expect(added.out).toContain('first: failing, TSA_TOKEN_INVALID')
    expect(added.out).toContain('second: ok')
    expect((await info()).tsas.map(({ name }) => name)).toEqual(['first', 'second'])
    expect(await verified()).toMatchObject({ ...passed, entries: 2 })
  })

  test('wants what nobody said of it before', async () => {
    await second()
    const refused = await addSecond()
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('second is new here: missing --url')
    expect(await verified()).toMatchObject({ ...passed, entries: 1 })
  })
})

describe('refused, and nothing is told', () => {
  const refused = async (certificate: string, why: string | RegExp, ...more: string[]) => {
    const before = await readFile(folderPaths(data).info, 'utf8')
    const { code, err } = await add(certificate, ...more)
    expect([code, err]).toEqual([1, expect.stringMatching(why)])
    expect(await readFile(folderPaths(data).info, 'utf8')).toBe(before)
    expect((await verified()).entries).toBe(1)
  }

  test('T-09 a certificate that is not for time-stamps', async () => {
    await kit.renew('any.pem', {
      extendedKeyUsage: { usages: ['1.3.6.1.5.5.7.3.2'], critical: true },
    })
    await refused('any.pem', /TOKEN_EKU_MISSING/)
  })

  test('T-09 one for time-stamps and more', async () => {
    const usages = [...timeStamping.usages, '1.3.6.1.5.5.7.3.2']
    await kit.renew('more.pem', { extendedKeyUsage: { usages, critical: true } })
    await refused('more.pem', /TOKEN_EKU_NOT_EXCLUSIVE/)
  })

  test('one that has expired', async () => {
    await kit.renew('old.pem', { notAfter: Date.now() - 3_600_000 })
    await refused('old.pem', /TOKEN_CERTIFICATE_EXPIRED/)
  })

  test('T-09 one under a root that the trust file does not name', async () => {
    const { certificate } = await issue(false, timeStamping)
    await writePem(folder, 'other.pem', certificate)
    await refused('other.pem', /TOKEN_CHAIN_UNTRUSTED/)
  })

  test('a development certificate in a production ledger', async () => {
    await kit.renew('development.pem', { isDevelopment: true })
    await refused('development.pem', /development certificate/)
  })

  test('another accuracy than the trust file has', async () => {
    await kit.renew('renewed.pem')
    await refused('renewed.pem', /accuracy is 1000 ms in the trust file/, '--accuracy', '5')
  })

  test('a file that is not there', () => refused('nowhere.pem', /nowhere[.]pem/))

  test('while a server holds the folder', async () => {
    await kit.renew('renewed.pem')
    const ledger = await runLedger(data, { clock: new TokenClock(), recording: false })
    closing.push(() => ledger.close())
    const { code, err } = await add('renewed.pem')
    expect([code, err]).toEqual([1, expect.stringContaining(String(process.pid))])
  })
})

test('without arguments, or with wrong ones, it says how it is used', async () => {
  expect(await runCommand(run)).toMatchObject({ code: 64, err: expect.stringContaining(help) })
  const wrong = await add('x.pem', '--url', 'ftp://x', '--accuracy', 'soon')
  expect(wrong.code).toBe(64)
  expect(wrong.err).toMatch(/--url: .*\n--accuracy: /)
})
