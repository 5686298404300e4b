import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOidcSettings } from './oidc-settings.js'

const folder = mkdtempSync(join(tmpdir(), 'contremarque-oidc-'))
afterAll(() => rmSync(folder, { recursive: true }))

const issuer = {
  name: 'justice',
  title: 'Ministère',
  issuer: 'https://id.example/realm',
  clientId: 'contremarque',
}

test('the file gives what is not said its default and takes the secret from a file beside it', () => {
  writeFileSync(join(folder, 'justice.secret'), 'hidden\n')
  const path = file({ issuers: [{ ...issuer, clientSecretFile: 'justice.secret' }] })
  expect(readOidcSettings(path, 'production')).toEqual({
    publicUrl: 'https://registre.example',
    issuers: [
      {
        ...issuer,
        clientSecret: 'hidden',
        scopes: ['openid'],
        subjectClaim: 'sub',
        endsWithToken: false,
      },
    ],
    clients: [],
  })
})

test('what decides over an identification is read as written', () => {
  const asked = {
    scopes: ['profile', 'openid'],
    subjectClaim: 'SubjectNameID',
    assurance: { accepted: ['eidas2', 'eidas3'] },
    maxAge: 900,
    authenticationLife: 3600,
    endsWithToken: true,
  }
  expect(
    readOidcSettings(file({ issuers: [{ ...issuer, ...asked }] }), 'production'),
  ).toMatchObject({
    issuers: [
      {
        ...asked,
        scopes: ['openid', 'profile'],
        assurance: { claim: 'acr', accepted: ['eidas2', 'eidas3'] },
      },
    ],
  })
})

test.each([
  ['no issuer', { issuers: [] }, /issuers/],
  ['an unknown member', { issuers: [{ ...issuer, clientSecret: 'secret-value' }] }, /issuers\.0/],
  ['a name with a slash', { issuers: [{ ...issuer, name: '../x' }] }, /issuers\.0\.name/],
  ['two of one name', { issuers: [issuer, issuer] }, /issuers: two issuers of one name/],
  ['an issuer that is no address', { issuers: [{ ...issuer, issuer: 'x' }] }, /issuers\.0\.issuer/],
  ['no level accepted', { issuers: [{ ...issuer, assurance: { accepted: [] } }] }, /accepted/],
  ['a life too short', { issuers: [{ ...issuer, authenticationLife: 299 }] }, /authenticationLife/],
  ['a path in the public address', { publicUrl: 'https://registre.example/x' }, /publicUrl/],
  ['http', { issuers: [{ ...issuer, issuer: 'http://127.0.0.1:1' }] }, /begin with https/],
  ['a secret that is not there', { issuers: [{ ...issuer, clientSecretFile: 'none' }] }, /none/],
])('%s is named, no value repeated', (_, change, message) => {
  expect(() => readOidcSettings(file(change), 'production')).toThrow(
    expect.objectContaining({
      code: 'SETTINGS_MALFORMED',
      message: expect.stringMatching(message),
    }),
  )
  expect(() => readOidcSettings(file(change), 'production')).not.toThrow(/secret-value/)
})

const client = {
  clientId: 'expertal',
  issuer: 'justice',
  scopes: ['record'],
  persons: { issuer: 'https://expertal.example', keysFile: 'expertal.jwks.json' },
}

test('a platform has its public keys in a file beside it', () => {
  const keys = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
  writeFileSync(join(folder, 'expertal.jwks.json'), JSON.stringify(keys))
  expect(readOidcSettings(file({ clients: [client] }), 'production').clients).toEqual([
    {
      ...client,
      certificates: [],
      certificateBound: false,
      persons: { issuer: client.persons.issuer, keys },
    },
  ])
})

const CERTIFICATE = 'ab'.repeat(32)

test('T-43 a platform may be known by its certificate alone', () => {
  const known = { ...client, issuer: undefined, certificates: [CERTIFICATE] }
  writeFileSync(join(folder, 'expertal.jwks.json'), JSON.stringify({ keys: [{ kty: 'EC' }] }))
  const [read] = readOidcSettings(file({ clients: [known] }), 'production').clients
  const digest = Buffer.from(CERTIFICATE, 'hex').toString('base64url')
  expect(read).toMatchObject({ clientId: 'expertal', certificates: [digest] })
  expect(read).not.toHaveProperty('issuer')
})

test('T-44 a platform speaks for its own users, by public keys, and of a known issuer', () => {
  writeFileSync(
    join(folder, 'private.json'),
    JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'secret-value' }] }),
  )
  const wrong: readonly [object, RegExp][] = [
    [{ ...client, issuer: 'other' }, /no issuer other/],
    [{ ...client, persons: { ...client.persons, issuer: issuer.issuer } }, /only https:/],
    [{ ...client, persons: { ...client.persons, issuer: 'http://x.example' } }, /persons/],
    [{ ...client, persons: { ...client.persons, keysFile: 'private.json' } }, /public keys/],
    [{ ...client, scopes: [] }, /scopes/],
    [{ ...client, issuer: undefined }, /expected issuer or certificates/],
    [{ ...client, certificates: ['AB'] }, /certificates/],
    [{ ...client, certificates: [CERTIFICATE, CERTIFICATE] }, /two clients of one certificate/],
  ]
  for (const [change, message] of wrong) {
    const path = file({ clients: [change] })
    expect(() => readOidcSettings(path, 'production')).toThrow(message)
    expect(() => readOidcSettings(path, 'production')).not.toThrow(/secret-value/)
  }
})

test('T-41 http is for issuers of this machine, in development only', () => {
  const here = {
    publicUrl: 'http://localhost:3000',
    issuers: [{ ...issuer, issuer: 'http://127.0.0.1:1' }],
  }
  expect(readOidcSettings(file(here), 'development')).toMatchObject(here)
  const elsewhere = { issuers: [{ ...issuer, issuer: 'http://127.0.0.1.example' }] }
  expect(() => readOidcSettings(file(elsewhere), 'development')).toThrow(/of this machine only/)
})

test('a file that is no JSON is told by its name', () => {
  const path = join(folder, 'broken.json')
  writeFileSync(path, '{')
  expect(() => readOidcSettings(path, 'production')).toThrow(`${path} cannot be read as JSON`)
})

function file(change: object): string {
  const path = join(folder, 'oidc.json')
  const content = { publicUrl: 'https://registre.example', issuers: [issuer], ...change }
  writeFileSync(path, JSON.stringify(content))
  return path
}
