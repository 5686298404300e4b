import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { TestAuthority } from '../../../test/certificate-kit.js'
import { readCertificateSettings } from './read-certificate-settings.js'

const folder = mkdtempSync(join(tmpdir(), 'contremarque-authorities-'))
const { pki } = await TestAuthority.make()
const leaf = await (await TestAuthority.make()).issue()
const pem = (der: Uint8Array) => new X509Certificate(der).toString()
writeFileSync(join(folder, 'root.pem'), `-- the root --\n${pem(pki.root.der)}`)
writeFileSync(join(folder, 'two.pem'), pem(pki.root.der) + pem(pki.root.der))
writeFileSync(join(folder, 'leaf.pem'), pem(leaf.certificate.der))
writeFileSync(join(folder, 'empty.pem'), 'nothing')

afterAll(() => rmSync(folder, { recursive: true }))

const minimal = {
  name: 'Barreaux',
  anchors: ['root.pem'],
  revocation: { policy: 'require', crls: ['list.crl'] },
}

function read(content: unknown, profile: 'development' | 'production' = 'development') {
  const path = join(folder, 'authorities.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readCertificateSettings(path, profile)
}

/** As `toThrow` takes it: code and the beginning of the message, and what it names. */
const malformed = (message: RegExp): Error => {
  const named = new RegExp(`^CONTREMARQUE_CERTIFICATE_AUTHORITIES: .*${message.source}`, 's')
  const expected = { code: 'SETTINGS_MALFORMED', message: expect.stringMatching(named) as string }
  return expect.objectContaining(expected) as Error
}

test('what is left out has its documented default, and paths are those beside the file', () => {
  const { authorities, proxies } = read({ authorities: [minimal] })
  expect(authorities).toMatchObject([
    {
      name: 'Barreaux',
      intermediates: [],
      subject: {},
      revocation: {
        policy: 'require',
        timeout: 3_000,
        refresh: 600_000,
        ocsp: null,
        crls: [join(folder, 'list.crl')],
      },
    },
  ])
  expect(authorities[0]!.anchors.map(({ der }) => der)).toEqual([pki.root.der])
  expect(proxies).toEqual([])
})

test('a file may hold several certificates; addresses stay as they are', () => {
  const crls = ['http://crl.example.fr/a.crl']
  const revocation = { policy: 'accept-unknown', ocsp: 'https://ocsp.example.fr/', crls }
  const proxy = { name: 'entrée', fingerprint: 'ab'.repeat(32) }
  const one = { ...minimal, intermediates: ['two.pem'], revocation }
  const { authorities, proxies } = read({ authorities: [one], proxies: [proxy] })
  expect(authorities[0]!.intermediates).toHaveLength(2)
  expect(authorities[0]!.revocation).toMatchObject({ ocsp: 'https://ocsp.example.fr/', crls })
  expect(proxies).toEqual([proxy])
})

test.each([
  ['a responder alone, under a policy that accepts silence', 'accept-unknown', ['two.pem'], []],
  ['a responder alone, for whom the anchors themselves certify', 'require', [], []],
  ['a responder and lists', 'require', ['two.pem'], ['list.crl']],
] as const)('%s may be asked', (_, policy, intermediates, crls) => {
  const revocation = { policy, ocsp: 'https://ocsp.example.fr/', crls }
  expect(read({ authorities: [{ ...minimal, intermediates, revocation }] })).toMatchObject({
    authorities: [{ revocation: { policy, ocsp: revocation.ocsp } }],
  })
})

test('T-25 a development authority identifies nobody in production', () => {
  expect(() => read({ authorities: [minimal] }, 'production')).toThrow(malformed(/development/))
})

test.each([
  ['no JSON', '{', /is no JSON/],
  ['no authority', { authorities: [] }, /authorities/],
  ['an unknown member', { authorities: [{ ...minimal, anchor: 'x' }] }, /authorities\.0/],
  ['no policy', { authorities: [{ ...minimal, revocation: {} }] }, /policy/],
  [
    'a file that is missing',
    { authorities: [{ ...minimal, anchors: ['no.pem'] }] },
    /cannot be read/,
  ],
  ['a file without certificate', { authorities: [{ ...minimal, anchors: ['empty.pem'] }] }, /PEM/],
  ['an anchor that is no CA', { authorities: [{ ...minimal, anchors: ['leaf.pem'] }] }, /no CA/],
  [
    'nobody to ask for what must be known',
    { authorities: [{ ...minimal, revocation: { policy: 'require' } }] },
    /neither a responder nor a list/,
  ],
  [
    'an intermediate of which no list speaks',
    {
      authorities: [
        {
          ...minimal,
          intermediates: ['two.pem'],
          revocation: { policy: 'require', ocsp: 'https://ocsp.example.fr/' },
        },
      ],
    },
    /no list says whether an intermediate was revoked/,
  ],
  [
    'an address of another kind',
    {
      authorities: [{ ...minimal, revocation: { policy: 'require', ocsp: 'file:///etc/passwd' } }],
    },
    /ocsp/,
  ],
  [
    'a fingerprint that is none',
    { authorities: [minimal], proxies: [{ name: 'p', fingerprint: 'AB' }] },
    /proxies\.0\.fingerprint/,
  ],
])('%s is named', (_, content, message) => {
  expect(() => read(content)).toThrow(malformed(message))
})
