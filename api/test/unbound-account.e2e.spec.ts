import { randomUUID } from 'node:crypto'
import { termsInForce } from '../src/actions/terms.js'
import { personaOf } from '../src/identity/personas.js'
import { PLATFORM } from '../src/identity/platform-person.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { UserAgent } from './user-agent.js'

let here: OidcWorld

beforeAll(async () => {
  here = await oidcWorld()
})
afterAll(() => here.close())

async function loggedIn(subject: string): Promise<UserAgent> {
  here.idp.account = { subject, acr: 'eidas3' }
  const browser = new UserAgent()
  const isNoPage = (url: URL) => url.origin !== here.url || url.pathname.startsWith('/api/')
  await browser.visit(`${here.url}/api/v1/session/oidc/local`, isNoPage)
  expect(await statusOf(browser)).toBe(200)
  return browser
}

async function statusOf(browser: UserAgent): Promise<number> {
  return (await browser.fetch(new URL(`${here.url}/api/v1/session`))).status
}

/** Records it as the administrator’s request does, and is killed before it ends sessions. */
async function recordUnbinding(person: string): Promise<void> {
  const { persons } = here.world.server.node
  const { credentials } = (await persons.known.get(person))!
  const [credential] = credentials.keys()
  const { id, role } = personaOf('administrateur')
  const by = { ...PLATFORM, id, role, termsAccepted: termsInForce(Date.now()).version }
  const idempotency = { caller: id, key: randomUUID(), bodyDigest: '0'.repeat(64) }
  const action = { kind: 'UnbindCredential', credential: credential!, reason: 'revoked' } as const
  await persons.change(person, action, by, idempotency)
}

test('T-21 an unbound account keeps no session, though whoever unbound it was killed before ending it', async () => {
  const person = await here.enrol(here.idp.url, 'lost', 'expert', 'Dr Hélène Aubry')
  await here.bind(person, here.idp.url, 'kept')
  const [lost, kept] = [await loggedIn('lost'), await loggedIn('kept')]
  await recordUnbinding(person)
  expect(await statusOf(lost)).toBe(401)
  expect(await statusOf(kept)).toBe(200)
})
