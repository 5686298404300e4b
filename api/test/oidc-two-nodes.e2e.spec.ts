import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Door } from './door.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { httpWorld, type HttpWorld } from './http-world.js'
import { logoutClaims, sessionStatus, tellLogout } from './issuer-logout.js'
import { LocalIssuer } from './local-issuer.js'
import { writeOidcSettings } from './oidc-world.js'
import { describeWithPostgres, PostgresServer } from './postgres-server.js'
import { makeTwoNodes } from './two-nodes.js'
import { UserAgent } from './user-agent.js'

const NAME = 'Dr Hélène Aubry'
const SESSION = 'contremarque-session'
const LOGIN = 'contremarque-login'

describeWithPostgres('a login at an issuer, with two nodes behind one door', () => {
  let postgres: PostgresServer
  let double: EventStoreDbDouble
  let door: Door
  let idp: LocalIssuer
  let root: string
  let nodes: readonly HttpWorld[] = []
  let urls: readonly [string, string]
  let expert: string

  beforeAll(async () => {
    postgres = await PostgresServer.start()
    double = await EventStoreDbDouble.start()
    door = await Door.open()
    idp = await LocalIssuer.start(`${door.url}/api/v1/session/oidc/local/callback`)
    idp.account = { subject: 'aubry', acr: 'eidas3' }
    root = await mkdtemp(join(tmpdir(), 'contremarque-oidc-two-'))
    const oidc = await writeOidcSettings(root, door.url, idp.url)
    const places = { eventStoreDb: { url: double.url }, postgres: postgres.access }
    const [first, second] = await makeTwoNodes(root, places)
    const [a, b] = [await httpWorld({ ...first, oidc }), await httpWorld({ ...second, oidc })]
    nodes = [a, b]
    urls = [await listen(a), await listen(b)]
    expert = await enrol(a)
  }, 240_000)

  afterAll(async () => {
    for (const { server } of nodes) await server.close()
    await door.close()
    await idp.close()
    double.kill()
    await postgres.dispose()
    await rm(root, { recursive: true })
  })

  async function listen({ server }: HttpWorld): Promise<string> {
    await server.app.listen(0, '127.0.0.1')
    return server.app.getUrl()
  }

  async function enrol(node: HttpWorld): Promise<string> {
    const admin = await node.as('administrateur')
    const enrolled = await admin.post('/persons', { role: 'expert', name: NAME, address: null })
    const { person } = enrolled.json<{ person: string }>()
    const credential = { method: 'oidc', issuer: idp.url, subject: 'aubry' }
    const bound = await admin.post(`/persons/${person}/credentials`, credential)
    expect(bound.statusCode).toBe(201)
    return person
  }

  const api = (path: string) => new URL(`${door.url}/api/v1${path}`)

  /** Begun at a node, identified by the issuer, not yet back. */
  async function comingBack(node: string) {
    door.to = node
    const browser = new UserAgent()
    const begun = await browser.fetch(api('/session/oidc/local?returnTo=%2Faffaires'))
    expect(begun.status).toBe(303)
    const token = browser.cookie(door.url, LOGIN)!
    const isThere = (url: URL) => url.origin !== door.url
    const { url } = await browser.visit(begun.headers.get('location')!, isThere)
    return { browser, url, token }
  }

  /** Straight at a node, as the browser that began. */
  async function answerAt(node: string, { pathname, search }: URL, token: string) {
    const answer = await new UserAgent().fetch(new URL(`${pathname}${search}`, node), {
      cookie: `${LOGIN}=${token}`,
    })
    const isOpened = answer.headers
      .getSetCookie()
      .some((set) => /^contremarque-session=./.test(set))
    return [answer.status, answer.headers.get('location'), isOpened]
  }

  const REFUSED = [303, '/session?refus=OIDC_LOGIN_UNKNOWN', false]
  const OPENED = [303, '/affaires', true]

  test.each([
    ['the first', 'the second', 0, 1],
    ['the second', 'the first', 1, 0],
  ] as const)(
    'begun at %s node and answered at %s it opens a session that both know',
    async (_, __, from, to) => {
      const { browser, url } = await comingBack(urls[from])
      door.to = urls[to]
      const { url: page } = await browser.visit(url, ({ pathname }) => pathname !== '/affaires')
      expect(page.pathname).toBe('/affaires')
      for (const node of urls) {
        door.to = node
        const session = await browser.fetch(api('/session'))
        expect([session.status, await session.json()]).toMatchObject([
          200,
          { person: { name: NAME, role: 'expert' }, authentication: { method: 'oidc' } },
        ])
      }
      expect(browser.cookie(door.url, SESSION)).toBeDefined()
      expect(browser.cookie(door.url, LOGIN)).toBeUndefined()
    },
  )

  test('T-42 the same answer a second time is refused at either node, also to who keeps the cookie of the login', async () => {
    const { url, token } = await comingBack(urls[0])
    expect(await answerAt(urls[1], url, token)).toEqual(OPENED)
    for (const node of urls) expect(await answerAt(node, url, token)).toEqual(REFUSED)
  })

  test('T-42 an answer that reaches both nodes at once opens one session', async () => {
    const { url, token } = await comingBack(urls[0])
    const answers = await Promise.all(urls.map((node) => answerAt(node, url, token)))
    expect(answers).toHaveLength(2)
    expect(answers).toEqual(expect.arrayContaining([OPENED, REFUSED]))
  })

  test('T-45 what the issuer ended is over at both nodes, whichever is told; told to both at once it is heard once', async () => {
    const { browser, url } = await comingBack(urls[0])
    await browser.visit(url, ({ pathname }) => pathname !== '/affaires')
    const status = async (node: string) => {
      door.to = node
      return sessionStatus(door.url, browser)
    }
    expect(await status(urls[1])).toBe(200)
    const token = await idp.sign(logoutClaims(idp.url, { sub: 'aubry' }), 'logout+jwt')
    const told = await Promise.all(urls.map((node) => tellLogout(node, token)))
    expect(told.map((answer) => answer.status).toSorted()).toEqual([204, 400])
    expect([await status(urls[0]), await status(urls[1])]).toEqual([401, 401])
  })

  test('T-45 a login under way at one node when the issuer tells the other that it ended all of a person opens nothing, as an event; begun anew it does', async () => {
    const { url, token } = await comingBack(urls[0])
    const ended = await idp.sign(logoutClaims(idp.url, { sub: 'aubry' }), 'logout+jwt')
    expect((await tellLogout(urls[1], ended)).status).toBe(204)
    expect(await answerAt(urls[0], url, token)).toEqual([
      303,
      '/session?refus=OIDC_LOGGED_OUT&retour=%2Faffaires',
      false,
    ])
    await refusalsTold(nodes[0]!)
    const told = (await entriesOf(nodes[0]!, 'console', expert)).map(({ data }) => data)
    expect(told).toContainEqual({ action: 'OpenSession', code: 'OIDC_LOGGED_OUT', rule: null })
    const anew = await comingBack(urls[0])
    expect(await answerAt(urls[1], anew.url, anew.token)).toEqual(OPENED)
  })
})
