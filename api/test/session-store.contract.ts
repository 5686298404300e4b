import { hash } from 'node:crypto'
import type { SessionStore } from '../src/identity/session-store/open-session-store.js'
import { sessionsAtIssuers } from './sessions-at-issuers.contract.js'

/** One engine under the contract: an empty store under this clock. */
export interface SessionStoreUnderContract {
  readonly store: SessionStore
  dispose(): Promise<void>
}

export const IDENTIFIED = {
  person: {
    id: 'd0000000-0000-8000-8000-000000000001',
    role: 'magistrat',
    authentication: { method: 'development', validity: 'good', checkedAt: null },
    evidence: {},
  },
  roles: ['magistrat', 'dpo'],
  name: 'Claire Vasseur',
  title: 'Magistrate',
  bound: 'ab'.repeat(32),
  credential: 'c0000000-0000-8000-8000-000000000001',
} as const

export const SESSION_LIMITS = { idle: 1_800_000, total: 14_400_000 }

export const LOGIN = { issuer: 'local', state: 's', nonce: 'n', verifier: 'v', returnTo: '/' }

const SOMEBODY_ELSE = {
  ...IDENTIFIED,
  person: { ...IDENTIFIED.person, id: 'd0000000-0000-8000-8000-000000000002' },
}
const FOREIGN = ['', 'x', 'A'.repeat(43), 'A'.repeat(44), '../../etc/passwd']

/** What every engine that keeps sessions, logins and open reads must do. */
export function sessionStoreContract(
  engine: string,
  make: (now: () => number) => Promise<SessionStoreUnderContract>,
): void {
  describe(`session store contract: ${engine}`, () => {
    let now: number
    let under: SessionStoreUnderContract

    beforeEach(async () => {
      now = 1_000
      under = await make(() => now)
    })
    afterEach(() => under.dispose())

    sessions(
      () => under.store,
      (to) => (now = to),
    )
    sessionsAtIssuers(
      IDENTIFIED,
      () => under.store,
      (to) => (now = to),
    )
    platforms(
      () => under.store,
      (to) => (now = to),
    )
    logins(
      () => under.store,
      (to) => (now = to),
    )
    reads(() => under.store)
  })
}

function sessions(store: () => SessionStore, setNow: (to: number) => void): void {
  test('T-21 a token is 256 random bits and opens its session only', async () => {
    const first = await store().sessions.open(IDENTIFIED)
    const second = await store().sessions.open(IDENTIFIED)
    expect(Buffer.from(first.token, 'base64url')).toHaveLength(32)
    expect(await store().sessions.find(first.token)).toEqual(first.session)
    expect(await store().sessions.find(second.token)).toEqual(second.session)
    expect(first.session).toMatchObject({ ...IDENTIFIED, purpose: null })
  })

  test.each(FOREIGN)('the untrusted token %j finds no session', async (token) => {
    await store().sessions.open(IDENTIFIED)
    expect(await store().sessions.find(token)).toBeUndefined()
  })

  test('a session ends when told, and it is not said that it expired', async () => {
    const { sessions: kept } = store()
    const ended = await kept.open(IDENTIFIED)
    await kept.end(ended.session)
    expect(await kept.find(ended.token)).toBeUndefined()
    expect(await kept.whyEnded(ended.token)).toBeUndefined()
  })

  test('T-21 a session that is not used ends', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    setNow(1_000 + SESSION_LIMITS.idle - 1)
    expect(await kept.find(token)).toEqual(session)
    expect(await kept.isOpen(session)).toBe(true)
    expect(await kept.whyEnded(token)).toBeUndefined()
    setNow(1_000 + SESSION_LIMITS.idle)
    expect(await kept.find(token)).toBeUndefined()
    expect(await kept.isOpen(session)).toBe(false)
    expect(await kept.whyEnded(token)).toBe('SESSION_IDLE')
  })

  test('T-21 one that is used goes on until its longest life is over, and no longer', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    const end = 1_000 + SESSION_LIMITS.total
    for (let now = 1_000; now < end; now += SESSION_LIMITS.idle - 1) {
      setNow(now)
      await kept.use((await kept.find(token))!)
    }
    setNow(end - 1)
    expect(await kept.isOpen(session)).toBe(true)
    setNow(end)
    expect(await kept.find(token)).toBeUndefined()
    expect(await kept.isOpen(session)).toBe(false)
    expect(await kept.whyEnded(token)).toBe('SESSION_EXPIRED')
  })

  test('T-21 none outlives the identification that opened it', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open({ ...IDENTIFIED, endsAt: 61_500 })
    expect(session.expiresAt).toBe(61_500)
    setNow(61_000)
    await kept.use(session)
    setNow(61_500)
    expect(await kept.whyEnded(token)).toBe('SESSION_EXPIRED')
  })

  test('why a session expired is told for an hour, to whom has its token', async () => {
    const { sessions: kept } = store()
    const { token } = await kept.open(IDENTIFIED)
    setNow(1_000 + SESSION_LIMITS.idle + 3_599_999)
    await kept.open(IDENTIFIED)
    expect(await kept.whyEnded(token)).toBe('SESSION_IDLE')
    for (const foreign of FOREIGN) expect(await kept.whyEnded(foreign)).toBeUndefined()
    setNow(1_000 + SESSION_LIMITS.idle + 3_600_000)
    await kept.open(IDENTIFIED)
    expect(await kept.whyEnded(token)).toBeUndefined()
  })

  test('that a session is used is written once a minute, not with each request', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    const usedAt = async () => (await kept.find(token))?.usedAt
    setNow(60_999)
    expect(await kept.use(session)).toEqual(session)
    expect(await usedAt()).toBe(1_000)
    setNow(61_000)
    expect(await kept.use(session)).toEqual({ ...session, usedAt: 61_000 })
    expect(await usedAt()).toBe(61_000)
    setNow(90_000)
    await kept.use(session)
    expect(await usedAt()).toBe(61_000)
  })

  test('T-74 a request that began before a change of role brings the old role back for nobody', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    setNow(90_000)
    const changed = await kept.actAs(session, 'dpo')
    await kept.use(session)
    expect(await kept.find(token)).toEqual(changed)
    await kept.end(session)
    await kept.use(changed)
    expect(await kept.find(token)).toBeUndefined()
  })

  test('T-21 every session of a person ends when what he is or has is taken away', async () => {
    const { sessions: kept } = store()
    const [first, second] = [await kept.open(IDENTIFIED), await kept.open(IDENTIFIED)]
    const other = await kept.open(SOMEBODY_ELSE)
    await kept.endOf(IDENTIFIED.person.id)
    const found = await Promise.all([first, second, other].map(({ token }) => kept.find(token)))
    expect(found.map((each) => each?.id)).toEqual([undefined, undefined, other.session.id])
  })

  test('a session acts in another role of its person, in no other, and none once it has ended', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    const changed = await kept.actAs(session, 'dpo')
    expect(await kept.find(token)).toEqual(changed)
    expect(changed).toMatchObject({ id: session.id, person: { role: 'dpo' } })
    await expect(kept.actAs(session, 'greffe')).rejects.toMatchObject({ code: 'ROLE_NOT_HELD' })
    await kept.end(session)
    await expect(kept.actAs(session, 'dpo')).rejects.toMatchObject({ code: 'ROLE_NOT_HELD' })
    expect(await kept.find(token)).toBeUndefined()
  })

  test('each purpose and each role of a session is a reading of its own', async () => {
    const { sessions: kept } = store()
    const { token, session } = await kept.open(IDENTIFIED)
    const purpose = { code: 'audit', detail: 'à la demande de Nadia Benali' } as const
    const first = await kept.readFor(session, purpose)
    expect(await kept.find(token)).toEqual({ ...session, purpose, reading: first.reading })
    const again = await kept.readFor(first, purpose)
    const other = await kept.actAs(again, 'dpo')
    const all = [session, first, again, other].map(({ reading }) => reading)
    expect(new Set(all).size).toBe(4)
  })
}

const READS = 'platform ["expertal","user-7"]'
const FOLLOW_UP = { code: 'case-follow-up', detail: null } as const

function platforms(store: () => SessionStore, setNow: (to: number) => void): void {
  test('R05 what a platform reads for one person is one session, until it is not used or taken away', async () => {
    const { sessions: kept } = store()
    const read = (key: typeof READS | `platform ${string}` = READS) =>
      kept.goOn(key, IDENTIFIED, FOLLOW_UP)
    const all = await Promise.all([1, 2, 3, 4].map(() => read()))
    const [first] = all
    expect(first).toMatchObject({ ...IDENTIFIED, purpose: FOLLOW_UP })
    expect(all.map((each) => each?.reading)).toEqual(all.map(() => first!.reading))
    expect((await read('platform other'))?.id).not.toBe(first!.id)
    setNow(1_000 + SESSION_LIMITS.idle - 1)
    expect((await read())?.id).toBe(first!.id)
    setNow(1_000 + 2 * SESSION_LIMITS.idle)
    expect(await kept.isOpen(first!)).toBe(false)
    const second = await read()
    expect(second?.id).not.toBe(first!.id)
    expect(await kept.isOpen(second!)).toBe(true)
    await kept.endOf(IDENTIFIED.person.id)
    expect(await kept.isOpen(second!)).toBe(false)
  })

  test('T-43 no token opens what a platform reads in', async () => {
    const { sessions: kept } = store()
    await kept.goOn(READS, IDENTIFIED, FOLLOW_UP)
    expect(await kept.find(READS)).toBeUndefined()
    expect(await kept.find(hash('sha256', READS, 'base64url'))).toBeUndefined()
  })

  test('T-44 an assertion is spent once, however many ask at once, and forgotten when it is heard no more', async () => {
    const { assertions } = store()
    const spend = (name: string) => assertions.spend('https://expertal.example', name)
    const spent = await Promise.all([1, 2, 3, 4].map(() => spend('a')))
    expect(spent.filter(Boolean)).toHaveLength(1)
    expect(await spend('b')).toBe(true)
    expect(await assertions.spend('https://other.example', 'a')).toBe(true)
    setNow(400_999)
    expect(await spend('a')).toBe(false)
    setNow(461_000)
    expect(await spend('a')).toBe(true)
  })
}

function logins(store: () => SessionStore, setNow: (to: number) => void): void {
  test('T-42 a login is kept by 256 random bits, and taken once however many ask at once', async () => {
    const { token } = await store().logins.keep(LOGIN)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const taken = await Promise.all([1, 2, 3, 4].map(() => store().logins.take(token)))
    expect(taken.filter((each) => each !== undefined)).toEqual([{ ...LOGIN, begunAt: 1_000 }])
    expect(await store().logins.take(token)).toBeUndefined()
  })

  test('T-42 a login is over after ten minutes', async () => {
    const { logins: kept } = store()
    const [first, second] = [await kept.keep(LOGIN), await kept.keep(LOGIN)]
    expect(first.expiresAt).toBe(601_000)
    setNow(600_999)
    expect(await kept.take(first.token)).toEqual({ ...LOGIN, begunAt: 1_000 })
    setNow(601_000)
    expect(await kept.take(second.token)).toBeUndefined()
  })

  test.each(FOREIGN)('the untrusted token %j finds no login', async (token) => {
    await store().logins.keep(LOGIN)
    expect(await store().logins.take(token)).toBeUndefined()
  })
}

const FIRST = '2026-03-02T09:00:00.000Z'
const LAST = '2026-03-02T09:05:00.000Z'
const BEGUN = { session: 's', entry: 'ab', actor: 'a', from: FIRST }

function reads(store: () => SessionStore): void {
  test('R05 a read begun is counted with its session and keeps its first and last instant', async () => {
    const { reads: open } = store()
    const [CASE, CONSOLE] = ['expertise-1', 'console-1']
    await open.begin({ ...BEGUN, stream: CONSOLE })
    expect(await open.again('s', CASE, LAST, [CONSOLE])).toBe(false)
    await open.begin({ ...BEGUN, stream: CASE })
    expect(await open.again('s', CASE, LAST, [CONSOLE])).toBe(true)
    // Another node's clock is behind.
    expect(await open.again('s', CASE, FIRST)).toBe(true)
    await open.begin({ ...BEGUN, stream: CASE, entry: 'of another node' })
    expect(await open.sessions()).toEqual(['s'])
    expect(await open.of('s')).toEqual([
      { ...BEGUN, stream: CASE, until: LAST, reads: 2 },
      { ...BEGUN, stream: CONSOLE, until: LAST, reads: 1 },
    ])
    await open.end({ session: 's', stream: CASE })
    expect(await open.again('s', CASE, LAST, [CONSOLE])).toBe(false)
    expect(await open.of('s')).toMatchObject([{ stream: CONSOLE, reads: 1 }])
  })

  test('R05 reads of one case that come at once are all counted', async () => {
    const { reads: open } = store()
    await open.begin({ ...BEGUN, stream: 'expertise-1' })
    await Promise.all(Array.from({ length: 40 }, () => open.again('s', 'expertise-1', LAST)))
    expect(await open.of('s')).toMatchObject([{ reads: 40 }])
  })
}
