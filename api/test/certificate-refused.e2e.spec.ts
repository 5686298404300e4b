import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keySigner } from '@contremarque/ledger/node'
import { personaOf } from '../src/identity/personas.js'
import { DAY, TestAuthority, type Keyed } from './certificate-kit.js'
import { CertificateWorld, pemOf } from './certificate-world.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { ToldResponder } from './told-responder.js'

const HOUR = 3_600_000
const start = Date.now()
const days = { notBefore: start - DAY, notAfter: start + DAY }
const [listed, named, asked, both, impostor] = (await Promise.all(
  Array.from({ length: 5 }, () => TestAuthority.make()),
)) as [TestAuthority, TestAuthority, TestAuthority, TestAuthority, TestAuthority]
let responder: ToldResponder
let world: CertificateWorld

beforeAll(async () => {
  responder = await ToldResponder.listen()
  world = await CertificateWorld.open([
    { name: 'barreaux', authority: listed },
    { name: 'experts', authority: named, subject: { organization: 'Experts' } },
    { name: 'greffes', authority: asked, ocsp: responder.url },
    { name: 'parquets', authority: both, ocsp: responder.url, hasList: true },
  ])
})

afterAll(async () => {
  await world.close()
  responder.close()
})

type Template = Parameters<typeof asked.pki.issueOcsp>[0]

type Answer = (about: Keyed, changes?: Partial<Template>, by?: Keyed) => Promise<Uint8Array>

/** What this authority's responder says of somebody's certificate: that it is good, but for these changes. */
const answerOf =
  ({ pki }: TestAuthority): Answer =>
  (about, changes, by) => {
    const now = Date.now()
    const times = { producedAt: now, thisUpdate: now, nextUpdate: now + HOUR }
    const { certificate } = about
    const template = { certificate, status: 'good' as const, ...times, ...changes }
    const signer = by && { key: keySigner(by.privateKeyPem), certificate: by.certificate.der }
    return pki.issueOcsp(template, signer)
  }

const old = { thisUpdate: start - DAY, nextUpdate: start - HOUR }

interface Refused {
  readonly what: string
  readonly code: string
  readonly issue: () => Promise<Keyed>
  /** What the responder says; absent: nothing. */
  readonly says?: (own: Keyed) => Promise<Uint8Array>
}

/** Each an answer that is wrong; a list beside it, on which nobody stands, changes nothing. */
const wrongAnswers = (beside: string, authority: TestAuthority): readonly Refused[] => {
  const issue = (): Promise<Keyed> => authority.issue(days)
  const answer = answerOf(authority)
  return [
    {
      what: `of which the responder’s answer is old${beside}`,
      code: 'OCSP_ANSWER_OLD',
      issue,
      says: (own) => answer(own, old),
    },
    {
      what: `in whose place the responder speaks of another${beside}`,
      code: 'OCSP_ANSWER_FOREIGN',
      issue,
      says: async () => answer(await issue()),
    },
    {
      what: `of which the answer is signed by its holder${beside}`,
      code: 'OCSP_ANSWER_UNSIGNED',
      issue,
      says: (own) => answer(own, {}, own),
    },
    {
      what: `that the responder does not know${beside}`,
      code: 'REVOCATION_UNKNOWN',
      issue,
      says: (own) => answer(own, { status: 'unknown' }),
    },
  ]
}

const causes: readonly Refused[] = [
  {
    what: 'that has expired',
    code: 'CERTIFICATE_EXPIRED',
    issue: () => listed.issue({ notBefore: start - 2 * DAY, notAfter: start - DAY }),
  },
  {
    what: 'not yet valid',
    code: 'CERTIFICATE_NOT_YET_VALID',
    issue: () => listed.issue({ notBefore: start + DAY, notAfter: start + 2 * DAY }),
  },
  {
    what: 'whose chain is broken',
    code: 'CERTIFICATE_CHAIN_BROKEN',
    issue: () => impostor.issue(days),
  },
  {
    what: 'with a name its authority does not vouch for',
    code: 'CERTIFICATE_NAME_WRONG',
    issue: () => named.issue(days),
  },
  ...wrongAnswers('', asked),
  ...wrongAnswers(', beside a list', both),
  {
    what: 'of which the responder says nothing',
    code: 'REVOCATION_UNKNOWN',
    issue: () => asked.issue(days),
  },
]

test.each(causes)(
  'T-51 a bound certificate $what is refused: $code, an event of its holder, counted, nothing half open',
  async ({ code, issue, says }) => {
    const own = await issue()
    const person = await world.enrol(own)
    responder.says = says === undefined ? null : () => says(own)
    const before = await world.refusedFor(code)
    const browser = world.with(own)
    const { status, cookies, body } = await browser.signIn()
    expect({ status, cookies, body }).toMatchObject({
      status: 403,
      cookies: [],
      body: { code, reason: { fr: expect.any(String), en: expect.any(String) } },
    })
    expect(await browser.get('/session')).toMatchObject({
      status: 401,
      body: { code: 'SESSION_REQUIRED' },
    })
    expect(await world.refusedFor(code)).toBe(before + 1)
    await refusalsTold(world.tls.world)
    expect(await entriesOf(world.tls.world, 'console', person)).toMatchObject([
      {
        type: 'ActionRefused',
        data: { action: 'OpenSession', code, rule: null },
        authentication: { method: 'certificate', validity: 'unknown' },
        commitments: [{ field: 'authentication' }],
      },
    ])
  },
)

test('T-51 whose every role was withdrawn is refused, an event of his own in the role he held last', async () => {
  const own = await listed.issue(days)
  const person = await world.enrol(own)
  const administrator = await world.tls.world.as('administrateur')
  const change = async (kind: 'GrantRole' | 'WithdrawRole', role: string) => {
    const changed = await administrator.post(`/persons/${person}/roles`, { kind, role })
    expect(changed.statusCode).toBe(201)
  }
  await change('GrantRole', 'expert')
  await change('WithdrawRole', 'avocat')
  await change('WithdrawRole', 'expert')
  const before = await world.refusedFor('ROLE_NOT_HELD')
  const { status, cookies, body } = await world.with(own).signIn()
  expect({ status, cookies, body }).toMatchObject({
    status: 403,
    cookies: [],
    body: { code: 'ROLE_NOT_HELD' },
  })
  expect(await world.refusedFor('ROLE_NOT_HELD')).toBe(before + 1)
  await refusalsTold(world.tls.world)
  const refused = { type: 'ActionRefused', data: { action: 'OpenSession', code: 'ROLE_NOT_HELD' } }
  const his = { actor: { role: 'expert' }, commitments: [{ field: 'authentication' }] }
  expect(await entriesOf(world.tls.world, 'console', person)).toMatchObject([
    { ...refused, ...his },
  ])
})

test.each([
  ['answers as it should', asked, true],
  ['answers as it should beside a list', both, true],
  ['is silent beside a list', both, false],
])(
  'the same authority’s certificate opens a session when its responder %s',
  async (_, authority, isAnswering) => {
    const own = await authority.issue(days)
    const person = await world.enrol(own)
    responder.says = isAnswering ? () => answerOf(authority)(own) : null
    const browser = world.with(own)
    expect(await browser.signIn()).toMatchObject({ status: 201, body: { person: { id: person } } })
    expect((await browser.get('/session')).status).toBe(200)
  },
)

test('T-51 a certificate that only says what a bound one says tells nothing in anybody’s stream', async () => {
  const person = await world.enrol(await listed.issue(days))
  for (const issuer of [listed, impostor]) {
    expect((await world.with(await issuer.issue(days)).signIn()).status).toBe(403)
  }
  await refusalsTold(world.tls.world)
  expect(await entriesOf(world.tls.world, 'console', person)).toEqual([])
})

test('T-51 the certificate of a connection counts, not the one that somebody knows', async () => {
  const { tls } = world
  const path = join(tls.world.folder, 'development/personas/expert.cert.der')
  const own = await listed.issue(days)
  const known = new X509Certificate(await readFile(path)).toString()
  const both = tls.with({ cert: pemOf(own) + known, key: own.privateKeyPem })
  expect(await both.signIn()).toMatchObject({ body: { code: 'CERTIFICATE_UNBOUND' } })
  await refusalsTold(tls.world)
  expect(await entriesOf(tls.world, 'console', personaOf('expert').id)).toEqual([])
})
