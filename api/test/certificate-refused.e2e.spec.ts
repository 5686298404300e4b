import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { personaOf } from '../src/identity/personas.js'
import { describeAuthority, TestAuthority, type Keyed } from './certificate-kit.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { eventually } from './eventually.js'
import { httpWorld, type Caller } from './http-world.js'
import { TlsWorld } from './tls-caller.js'

const DAY = 86_400_000
const PERSON = { role: 'avocat', name: 'Me Antoine Girard', address: null }
const authority = await TestAuthority.make()
const settings = mkdtempSync(join(tmpdir(), 'contremarque-refused-'))
let tls: TlsWorld
let administrator: Caller

beforeAll(async () => {
  const certificateAuthorities = await describeAuthority(authority, settings)
  const port = { port: 0, isImplied: false, files: undefined, url: undefined }
  tls = await TlsWorld.listen(await httpWorld({ tls: port, certificateAuthorities }))
  administrator = await tls.world.as('administrateur')
}, 60_000)

afterAll(async () => {
  await tls.close()
  rmSync(settings, { recursive: true })
})

test('T-51 who proves to hold a bound certificate that has expired is refused, and it is an event of his', async () => {
  const now = Date.now()
  const expired = await authority.issue({ notBefore: now - 2 * DAY, notAfter: now - DAY })
  const person = await enrol(expired)
  expect(await signIn(expired)).toMatchObject({
    status: 403,
    body: { code: 'CERTIFICATE_EXPIRED', reason: { fr: 'Ce certificat a expiré.' } },
  })
  await eventually(async () => (await entriesOf(tls.world, 'console', person)).length === 1)
  expect(await entriesOf(tls.world, 'console', person)).toMatchObject([
    {
      type: 'ActionRefused',
      data: { action: 'OpenSession', code: 'CERTIFICATE_EXPIRED', rule: null },
      authentication: { method: 'certificate', validity: 'unknown' },
      commitments: [{ field: 'authentication' }],
    },
  ])
})

test('T-51 a certificate that only says what a bound one says tells nothing in anybody’s stream', async () => {
  const now = Date.now()
  const days = { notBefore: now - DAY, notAfter: now + DAY }
  const person = await enrol(await authority.issue(days))
  for (const issuer of [authority, await TestAuthority.make()]) {
    expect((await signIn(await issuer.issue(days))).status).toBe(403)
  }
  await refusalsTold(tls.world)
  expect(await entriesOf(tls.world, 'console', person)).toEqual([])
})

test('T-51 the certificate of a connection counts, not the one that somebody knows', async () => {
  const path = join(tls.world.folder, 'development/personas/expert.cert.der')
  const own = await authority.issue({ notBefore: Date.now() - DAY, notAfter: Date.now() + DAY })
  const known = new X509Certificate(await readFile(path)).toString()
  const both = tls.with({ cert: pem(own) + known, key: own.privateKeyPem })
  expect(await both.signIn()).toMatchObject({ body: { code: 'CERTIFICATE_UNBOUND' } })
  await refusalsTold(tls.world)
  expect(await entriesOf(tls.world, 'console', personaOf('expert').id)).toEqual([])
})

async function enrol({ certificate }: Keyed): Promise<string> {
  const { person } = (await administrator.post('/persons', PERSON)).json<{ person: string }>()
  const bound = await administrator.post(`/persons/${person}/credentials`, {
    method: 'certificate',
    certificate: Buffer.from(certificate.der).toString('base64'),
  })
  expect(bound.statusCode).toBe(201)
  return person
}

function signIn(shown: Keyed) {
  return tls.with({ cert: pem(shown), key: shown.privateKeyPem }).signIn()
}

function pem({ certificate }: Keyed): string {
  return new X509Certificate(certificate.der).toString()
}
