import type { Identification } from '../src/identity/identification.js'
import type { SessionStore } from '../src/identity/session-store/open-session-store.js'

function atIssuer(issuer: string, subject: string, sid: string | null) {
  return { issuer, subject, sid, idToken: 'x.y.z', begunAt: 1_000 }
}

/** How they end together with those at an issuer, in every engine. */
export function sessionsAtIssuers(
  identification: Identification,
  store: () => SessionStore,
  setNow: (to: number) => void,
): void {
  test('T-21 a session ends with the one at its issuer, no other does: by its name, its person, or both', async () => {
    const { sessions: kept } = store()
    const at = (issuer: string, subject: string, sid: string | null) =>
      kept.open({ ...identification, atIssuer: atIssuer(issuer, subject, sid) })
    const [first, second, hers] = [
      await at('local', 'aubry', 'a'),
      await at('local', 'aubry', 'b'),
      await at('local', 'benali', 'c'),
    ]
    const elsewhere = await at('other', 'aubry', 'a')
    const unnamed = await at('local', 'aubry', null)
    const alone = await kept.open(identification)
    const end = async (subject: string | undefined, sid: string | undefined, issuer = 'local') =>
      (await kept.endOfIssuer({ issuer, subject, sid })).map(({ id }) => id).toSorted()
    expect(await end(undefined, undefined)).toEqual([])
    expect(await end(undefined, 'x')).toEqual([])
    expect(await end('benali', 'a')).toEqual([])
    expect(await end('aubry', 'a')).toEqual([first.session.id])
    expect(await end(undefined, 'c')).toEqual([hers.session.id])
    expect(await kept.find(first.token)).toBeUndefined()
    expect(await end('aubry', undefined)).toEqual(
      [second.session.id, unnamed.session.id].toSorted(),
    )
    const left = [elsewhere, alone]
    for (const { token, session } of left) expect(await kept.find(token)).toEqual(session)
  })

  test('T-45 nor is one opened by a login that was under way: it begins anew', async () => {
    const { sessions: kept } = store()
    const login = (issuer: string, subject: string, sid: string | null, begunAt: number) =>
      kept.open({ ...identification, atIssuer: { ...atIssuer(issuer, subject, sid), begunAt } })
    setNow(5_000)
    await kept.endOfIssuer({ issuer: 'local', subject: 'aubry', sid: undefined })
    await kept.endOfIssuer({ issuer: 'local', subject: undefined, sid: 'c' })
    await kept.endOfIssuer({ issuer: 'local', subject: 'benali', sid: 'd' })
    const over = [
      ['aubry', 'a'],
      ['aubry', null],
      ['benali', 'c'],
      ['benali', 'd'],
    ] as const
    for (const [subject, sid] of over) {
      const ended = login('local', subject, sid, 5_000)
      await expect(ended).rejects.toMatchObject({ code: 'OIDC_LOGGED_OUT' })
    }
    expect(await kept.endOfIssuer({ issuer: 'local', subject: 'aubry', sid: undefined })).toEqual(
      [],
    )
    const others = [
      await login('other', 'aubry', 'a', 5_000),
      await login('local', 'benali', 'a', 5_000),
      await login('local', 'benali', null, 5_000),
      await login('local', 'cazeneuve', 'd', 5_000),
      await login('local', 'aubry', 'a', 5_001),
      await kept.open(identification),
    ]
    for (const { token, session } of others) expect(await kept.find(token)).toEqual(session)
  })
}
