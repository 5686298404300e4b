import { DAY, TestAuthority } from './certificate-kit.js'
import { CertificateWorld } from './certificate-world.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { ToldResponder } from './told-responder.js'

const real = Date.now
const authority = await TestAuthority.make()
let ahead = 0
let responder: ToldResponder
let world: CertificateWorld

beforeAll(async () => {
  Date.now = () => real() + ahead
  responder = await ToldResponder.listen()
  world = await CertificateWorld.open([{ name: 'greffes', authority, ocsp: responder.url }])
})

afterAll(async () => {
  Date.now = real
  await world.close()
  responder.close()
})

test('T-52 while nobody says whether it was revoked requests are refused, counted and told, and the session stays', async () => {
  const own = await authority.issue({ notBefore: real() - DAY, notAfter: real() + DAY })
  const answers = (): Promise<Uint8Array> => {
    const now = Date.now()
    const times = { producedAt: now, thisUpdate: now, nextUpdate: now + 30_000 }
    return authority.pki.issueOcsp({ certificate: own.certificate, status: 'good', ...times })
  }
  const person = await world.enrol(own)
  const browser = world.with(own)
  const told = async () => {
    await refusalsTold(world.tls.world)
    const entries = await entriesOf(world.tls.world, 'console', person)
    return entries.filter(({ type }) => type === 'ActionRefused')
  }
  responder.says = answers
  expect((await browser.signIn()).status).toBe(201)
  responder.says = null
  ahead += 61_000
  expect(await browser.get('/session')).toMatchObject({
    status: 403,
    body: { code: 'REVOCATION_UNKNOWN', reason: { fr: expect.any(String) } },
  })
  expect(await told()).toMatchObject([
    {
      data: { action: 'ContinueSession', code: 'REVOCATION_UNKNOWN', rule: null },
      authentication: { method: 'certificate', validity: 'unknown' },
    },
  ])
  expect(await world.refusedFor('REVOCATION_UNKNOWN')).toBe(1)
  for (let times = 0; times < 12; times++) await browser.get('/session')
  expect(await told()).toHaveLength(10)
  expect(await world.refusedFor('REVOCATION_UNKNOWN')).toBe(13)
  responder.says = answers
  ahead += 16_000
  expect(await browser.get('/session')).toMatchObject({ status: 200 })
  expect(await told()).toHaveLength(10)
})
