import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestAuthority } from '../../test/certificate-kit.js'
import { saidInEachTest } from '../../test/run-command.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { certificateCredential } from '../identity/certificate-credential.js'
import type { Credential } from '../identity/credential.js'
import { openLedgerNode } from '../ledger-node.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { run as runDocuments } from './documents.js'
import { run } from './person.js'
import { help } from './person/add.js'

const said = saidInEachTest()
let folder: string
let data: string
let pem: string
let der: Uint8Array

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-person-'))
  data = join(folder, 'data')
  const founded = await runDevelopmentLedger(data, { clock: new TokenClock(), mayFound: true })
  await founded.close()
  der = (await (await TestAuthority.make()).issue()).certificate.der
  pem = join(folder, 'person.pem')
  const body = Buffer.from(der).toString('base64')
  await writeFile(pem, `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)
})
afterAll(() => rm(folder, { recursive: true }))

const add = (...more: string[]) =>
  run(['add', '--data', data, '--name', 'Claire Vasseur', '--role', 'administrateur', ...more])

async function known(credential: Credential) {
  const node = await openLedgerNode(data, { clock: new TokenClock(), mayFound: false })
  try {
    return await node.persons.known.find(credential)
  } finally {
    await node.close()
  }
}

test('a person is enrolled at the machine and found by the certificate; asked again nothing changes', async () => {
  expect([await add('--certificate', pem), said]).toEqual([
    0,
    [expect.stringMatching(/^Claire Vasseur: [0-9a-f-]{36}$/)],
  ])
  const { credential } = certificateCredential(der)
  const person = await known(credential)
  expect(person).toMatchObject({ name: 'Claire Vasseur', roles: ['administrateur'] })
  expect(await add('--certificate', pem)).toBe(0)
  expect(said[1]).toBe(said[0])
  expect(await known(credential)).toEqual(person)
})

test('an account with an identity provider is bound by issuer and subject', async () => {
  const account = ['--issuer', 'https://login.example.fr/', '--subject', '42']
  expect(
    await run(['add', '--data', data, '--name', 'Une autre', '--role', 'dpo', ...account]),
  ).toBe(0)
  const credential = { method: 'oidc', issuer: 'https://login.example.fr/', subject: '42' } as const
  expect(await known(credential)).toMatchObject({ name: 'Une autre', roles: ['dpo'] })
})

test.each([
  ['no role of a person', ['--role', 'plateforme', '--certificate', 'x.pem'], '--role'],
  ['nothing that identifies', [], 'expected either'],
  [
    'both',
    ['--certificate', 'x.pem', '--issuer', 'https://a.example/', '--subject', 'b'],
    'expected either',
  ],
])('%s is refused with what was expected', async (_, more, words) => {
  expect(await add(...more)).toBe(64)
  expect(said.join('\n')).toContain(words)
})

test('a ledger whose documents stand in a shared folder is opened as its server opens it', async () => {
  const [apart, shared] = [join(folder, 'apart'), join(folder, 'documents')]
  const founded = await runDevelopmentLedger(apart, { clock: new TokenClock(), mayFound: true })
  await founded.close()
  expect(await runDocuments(['prepare', '--data', apart, '--folder', shared])).toBe(0)
  process.env['CONTREMARQUE_DOCUMENTS'] = shared
  try {
    expect(await add('--data', apart, '--certificate', pem)).toBe(0)
  } finally {
    delete process.env['CONTREMARQUE_DOCUMENTS']
  }
})

test.each([
  ['blank', ' '],
  ['too long', 'x'.repeat(201)],
])('an erasure under a reference that is %s destroys nothing', async (_, reference) => {
  const person = ['--person', '00000000-0000-4000-8000-000000000001']
  const asked = ['erase', '--data', data, ...person, '--basis', 'gdpr-17']
  expect(await run([...asked, '--reference', reference])).toBe(64)
  expect(said.join('\n')).toContain('--reference')
})

test('what is no certificate is named', async () => {
  await writeFile(join(folder, 'text.pem'), 'nothing')
  expect(await add('--certificate', join(folder, 'text.pem'))).toBe(1)
  expect(said.join('\n')).toContain('text.pem')
})

test('a folder without a ledger is refused, and none is made', async () => {
  const argv = ['add', '--data', join(folder, 'empty'), '--name', 'X', '--role', 'dpo']
  expect(await run([...argv, '--certificate', pem])).toBe(1)
  expect(said.join('\n')).toContain('holds no ledger')
})

test('without arguments it says how it is used', async () => {
  expect(await run([])).toBe(64)
  expect(said.join('\n')).toContain(help)
})
