import {
  buildTimestampRequest,
  evidenceRoot,
  parseBase64,
  parseToken,
  timestampNonce,
} from '@contremarque/ledger'
import { eventually } from '../../test/eventually.js'
import { faultyStore, LedgerKit, newCase, type Fault } from '../../test/ledger-kit.js'
import { StampingKit } from '../../test/stamping-kit.js'
import { openDevelopmentAuthority } from '../development/pki/development-authority.js'
import { developmentChannel } from '../development/tsa/development-tsa.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import type { TsaChannel } from './tsa-channel.js'

let kit: StampingKit

beforeEach(async () => {
  kit = await new StampingKit().begin()
})
afterEach(() => kit.end())

/** Answers when released; counts what is asked meanwhile. */
function held(channel: TsaChannel) {
  const gate = Promise.withResolvers<undefined>()
  const state = { asked: 0, release: () => gate.resolve(undefined) }
  const slow: TsaChannel = {
    ...channel,
    ask: async (request, signal) => {
      state.asked++
      await gate.promise
      return channel.ask(request, signal)
    },
  }
  return { slow, state }
}

describe('runs', () => {
  test('a token covers the entries in leaf order, then the note of the last batch', async () => {
    await kit.stamping()
    await kit.running.sealNow()
    await kit.record(newCase(), 3, kit.running)
    await kit.running.sealNow()
    await kit.stamper.stampNow()
    const [record] = await kit.stamps()
    expect(record).toMatchObject({ stamp: 0, firstBatch: 0, lastBatch: 1, previous: null })
    const { store, crypto } = kit.folder
    const leaves = (await store.readAll(-1n, 100)).filter(({ stream }) =>
      /^(platform|expertise)-/.test(stream),
    )
    const note = kit.running.lastBatch?.record.note ?? ''
    const objects = [...leaves.map(({ data }) => data), new TextEncoder().encode(note)]
    const root = evidenceRoot(
      objects.map((object) => crypto.digest('sha-256', object)),
      crypto,
    )
    expect(record?.imprint).toBe(root.toHex())
    const token = parseToken(parseBase64(record!.tokens[0]!.token))
    expect(token.tstInfo.imprint.toHex()).toBe(record?.imprint)
    expect(record?.tokens[0]?.crls).toHaveLength(1)
    expect(kit.heads).toEqual([note])
    expect(kit.stamper.anchor()).toEqual({
      size: 4,
      root: kit.running.lastBatch?.checkpoint.root.toHex(),
      token: crypto.digest('sha-256', parseBase64(record!.tokens[0]!.token)).toHex(),
    })
  })

  test('stamps follow each other and go on after a restart', async () => {
    await kit.stamping()
    await kit.running.sealNow()
    await kit.stamper.stampNow()
    const before = kit.stamper.anchor()
    await kit.stamper.stop()
    await kit.running.sealNow({ heartbeat: true })
    await kit.stamping()
    expect(kit.stamper.anchor()).toEqual(before)
    await kit.stamper.stampNow()
    const records = await kit.stamps()
    expect(records.map(({ firstBatch, lastBatch }) => [firstBatch, lastBatch])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(records[1]?.previous).toMatch(/^[0-9a-f]{64}$/)
  })

  test('ten seconds after the first batch that waits, at once for a legally dated event', async () => {
    await kit.stamping()
    await kit.running.sealNow()
    await eventually(() => kit.timers.delays.includes(10_000))
    await kit.recordEvent(newCase(), 'DocumentDeposited', {}, kit.running)
    await kit.running.sealNow()
    await eventually(() => kit.timers.delays.includes(0))
    kit.timers.advance(0)
    await eventually(() => kit.runs.length === 1)
    expect(kit.runs[0]?.record.lastBatch).toBe(1)
  })

  test('one request in flight: what is sealed meanwhile goes into the next run together', async () => {
    const { slow, state } = held(kit.good)
    await kit.stamping([slow])
    await kit.running.sealNow()
    const first = kit.stamper.stampNow()
    await eventually(() => state.asked === 1)
    for (let i = 0; i < 3; i++) await kit.running.sealNow({ heartbeat: true })
    const second = kit.stamper.stampNow()
    expect(state.asked).toBe(1)
    state.release()
    await Promise.all([first, second])
    const records = await kit.stamps()
    expect(records.map(({ firstBatch, lastBatch }) => [firstBatch, lastBatch])).toEqual([
      [0, 0],
      [1, 3],
    ])
  })

  test.each<Fault>(['stored', 'not stored', 'unavailable'])(
    'an append that is %s leaves one record of the run',
    async (fault) => {
      const { stamping } = recordStreams(kit.folder.info)
      const store = faultyStore(kit.folder.store, (stream) => stream === stamping)
      await kit.stamping([kit.good], { store })
      await kit.running.sealNow()
      store.faults.push(fault)
      await kit.stamper.stampNow().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      })
      await kit.stamper.stampNow()
      expect(await kit.stamps()).toHaveLength(1)
      expect(kit.heads).toHaveLength(1)
    },
  )

  test('T-11 of two stampers one has the place, the other goes on behind it', async () => {
    await kit.running.sealNow()
    await kit.stamping()
    const first = kit.stamper
    await kit.stamping()
    await Promise.all([first.stampNow(), kit.stamper.stampNow()])
    await kit.running.sealNow({ heartbeat: true })
    await Promise.all([first.stampNow(), kit.stamper.stampNow()])
    await first.stop()
    const records = await kit.stamps()
    expect(records.map(({ stamp }) => stamp)).toEqual(records.map((_, i) => i))
    expect(records.at(-1)?.lastBatch).toBe(1)
    for (const [i, { firstBatch }] of records.entries()) {
      expect(firstBatch).toBe(i === 0 ? 0 : records[i - 1]!.lastBatch + 1)
    }
  })
})

describe('T-09 what an authority answers is verified before it is stored', () => {
  const answers: [string, string, (channel: TsaChannel) => TsaChannel][] = [
    ['garbage', 'TSA_ANSWER_MALFORMED', (c) => ({ ...c, ask: async () => Uint8Array.of(1, 2, 3) })],
    ['nothing', 'TSA_ANSWER_MALFORMED', (c) => ({ ...c, ask: async () => new Uint8Array(0) })],
    [
      'an answer to another question',
      'TSA_TOKEN_INVALID',
      (c) => ({ ...c, ask: (_, signal) => c.ask(otherQuestion(), signal) }),
    ],
    ['a refusal', 'TSA_REFUSED', (c) => ({ ...c, policy: '1.2.3.4' })],
    [
      'a token with a byte changed',
      'TSA_TOKEN_INVALID',
      (c) => ({
        ...c,
        ask: async (request, signal) => {
          const answer = await c.ask(request, signal)
          answer[answer.length - 1]! ^= 1
          return answer
        },
      }),
    ],
    [
      'bytes after the token',
      'TSA_ANSWER_MALFORMED',
      (c) => ({ ...c, ask: async (r, s) => new Uint8Array([...(await c.ask(r, s)), 0]) }),
    ],
  ]

  test.each(answers)('%s: %s', async (_, code, spoil) => {
    await kit.stamping([spoil(kit.good)])
    await kit.running.sealNow()
    await expect(kit.stamper.stampNow()).rejects.toMatchObject({ code })
    expect(await kit.stamps()).toEqual([])
    expect(kit.stamper.anchor()).toBeNull()
    expect(kit.stamper.health().tsas[0]).toMatchObject({ state: 'failing', lastTokenAt: null })
  })

  test('a token of an authority that the trust file does not pin', async () => {
    const other = await new LedgerKit().open()
    const authority = await openDevelopmentAuthority(other.folder.paths)
    await kit.stamping([developmentChannel(authority, kit.clock)])
    await kit.running.sealNow()
    await expect(kit.stamper.stampNow()).rejects.toMatchObject({
      code: 'TSA_TOKEN_INVALID',
      details: { codes: expect.stringContaining('TOKEN_CERTIFICATE_NOT_PINNED') },
    })
    await other.remove()
  })
})

function otherQuestion(): Uint8Array {
  const nonce = timestampNonce(new Uint8Array(16).fill(7))
  return buildTimestampRequest({ imprint: new Uint8Array(32), nonce })
}
