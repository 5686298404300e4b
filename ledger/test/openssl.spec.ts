import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keySigner, generateP256 } from '../node/index.ts'
import { answerOcsp, developmentPki } from '../development/index.ts'
import { buildOcspRequest } from '../src/certificate/ocsp-request.ts'
import { checkRevocation } from '../src/certificate/revocation.ts'
import { parseCertificate } from '../src/certificate/parse-certificate.ts'
import { verifyChain } from '../src/certificate/verify-chain.ts'
import { parseEntry } from '../src/entry/parse-entry.ts'
import { signEntry } from '../src/entry/sign-entry.ts'
import { crypto, exampleEnvelope, midSummer, sealSigners } from './entry-fixture.ts'
import { describeWithProgram, runProgram } from './external.ts'

const DAY = 24 * 3600 * 1000
const folder = mkdtempSync(join(tmpdir(), 'contremarque-openssl-'))
const file = (name: string, content: Uint8Array | string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const pem = (label: string, der: Uint8Array): string =>
  [
    `-----BEGIN ${label}-----`,
    ...der.toBase64().match(/.{1,64}/g)!,
    `-----END ${label}-----`,
    '',
  ].join('\n')
const openssl = (line: string, ...more: string[]) =>
  runProgram('openssl', [...line.split(' '), ...more])
const pss = '-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest'
const inJuly = String(Date.parse('2026-07-01T00:00:00Z') / 1000)

afterAll(() => rmSync(folder, { recursive: true }))

describeWithProgram('openssl', 'openssl and entries', () => {
  const verify = (entry: string, root: string) =>
    openssl(
      'cms -verify -cades -inform DER -purpose any',
      '-attime',
      inJuly,
      '-in',
      entry,
      '-CAfile',
      root,
    )

  test('E-40 openssl cms -verify -cades accepts an entry and gives back its content', async () => {
    const { pki, signer } = await sealSigners()
    const { der } = await signEntry(exampleEnvelope(), signer, crypto)
    const root = file('root.pem', pem('CERTIFICATE', pki.root.der))
    const result = verify(file('event.p7m', der), root)
    expect(result).toMatchObject({ status: 0, stderr: 'CAdES Verification successful\n' })
    expect(result.stdout.equals(parseEntry(der, crypto).content)).toBe(true)
  })

  test('openssl refuses a changed entry and an entry under another root', async () => {
    const { pki, signer } = await sealSigners()
    const { der } = await signEntry(exampleEnvelope(), signer, crypto)
    const changed = der.slice()
    changed[parseEntry(der, crypto).contentStart + 40]! ^= 1
    const root = file('root.pem', pem('CERTIFICATE', pki.root.der))
    expect(verify(file('changed.p7m', changed), root).status).not.toBe(0)
    const { pki: other } = await sealSigners()
    const stranger = file('stranger.pem', pem('CERTIFICATE', other.root.der))
    expect(verify(file('event.p7m', der), stranger).status).not.toBe(0)
  })
})

describeWithProgram('openssl', 'openssl and our certificates', () => {
  async function issued() {
    const key = keySigner(generateP256().privateKeyPem)
    let next = 1
    const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(next++)
    const pki = await developmentPki({ key, notBefore: midSummer, randomBytes, crypto })
    const responder = keySigner(generateP256().privateKeyPem)
    const issue = (usage: 'seal' | 'tsa' | 'ocsp', publicKey = generateP256().publicKey) =>
      pki.issue({ usage, commonName: `The ${usage}`, publicKey, notBefore: midSummer })
    const [seal, tsa, ocsp] = [
      await issue('seal'),
      await issue('tsa'),
      await issue('ocsp', responder.publicKey),
    ]
    return { pki, seal, tsa, ocsp: { key: responder, certificate: ocsp } }
  }

  test('openssl verify takes them, with the purpose and the CRL', async () => {
    const { pki, seal, tsa } = await issued()
    const dates = { thisUpdate: midSummer, nextUpdate: midSummer + 30 * DAY }
    const { serial } = parseCertificate(tsa)
    const revoked = [{ serial, at: midSummer + DAY, reason: 4 }]
    const crl = await pki.issueCrl({ number: 2, ...dates, revoked })
    const root = file('ca.pem', pem('CERTIFICATE', pki.root.der) + pem('X509 CRL', crl))
    const verify = (certificate: Uint8Array, purpose: string) =>
      openssl(
        `verify -x509_strict -crl_check -purpose ${purpose}`,
        '-attime',
        inJuly,
        '-CAfile',
        root,
        file('c.pem', pem('CERTIFICATE', certificate)),
      )
    expect(verify(seal, 'any')).toMatchObject({ status: 0 })
    const refused = verify(tsa, 'timestampsign')
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('certificate revoked')
  })

  test('openssl ocsp takes an answer by a delegate', async () => {
    const { ocsp, pki, seal } = await issued()
    const now = Date.now()
    const times = { producedAt: now, thisUpdate: now - 1000, nextUpdate: now + DAY }
    const certificate = parseCertificate(seal)
    const answer = await pki.issueOcsp({ certificate, status: 'good', ...times }, ocsp)
    const root = file('ca.pem', pem('CERTIFICATE', pki.root.der))
    const sealFile = file('seal.pem', pem('CERTIFICATE', seal))
    const result = openssl(
      'ocsp -no_nonce',
      '-respin',
      file('r.der', answer),
      '-issuer',
      root,
      '-cert',
      sealFile,
      '-CAfile',
      root,
    )
    expect(result.stdout.toString()).toContain(`${sealFile}: good`)
    expect(result.stderr).toContain('Response verify OK')
  })

  test('openssl ocsp reads our request, and takes the development responder’s answer to its own', async () => {
    const { ocsp, pki, seal } = await issued()
    const root = file('ca.pem', pem('CERTIFICATE', pki.root.der))
    const sealFile = file('seal.pem', pem('CERTIFICATE', seal))
    const ours = file('ours.der', buildOcspRequest(parseCertificate(seal), pki.root))
    const theirs = join(folder, 'theirs.der')
    openssl('ocsp -no_nonce', '-reqout', theirs, '-issuer', root, '-cert', sealFile)
    expect(readFileSync(theirs)).toEqual(readFileSync(ours))
    const answer = await answerOcsp(readFileSync(theirs), {
      pki,
      delegate: ocsp,
      statusOf: () => ({ revokedAt: Date.now() - DAY }),
      now: Date.now,
      lifetime: DAY,
    })
    const result = openssl(
      'ocsp',
      '-respin',
      file('r.der', answer),
      '-reqin',
      ours,
      '-issuer',
      root,
      '-CAfile',
      root,
      '-cert',
      sealFile,
    )
    expect(result.stderr).toContain('Response verify OK')
    expect(result.stdout.toString()).toContain(`${sealFile}: revoked`)
  })
})

describeWithProgram('openssl', 'certificates and CRLs of openssl', () => {
  test.each([
    ['RSA', 'rsa:2048', '', ''],
    ['RSA with PSS', 'rsa:2048', pss, pss],
    ['P-384', 'ec -pkeyopt ec_paramgen_curve:P-384', '-sha384', '-md sha384'],
    ['Ed25519', 'ed25519', '', ''],
  ])('a chain under %s verifies, and a CRL is read', async (_, newkey, options, crlOptions) => {
    const { certificate, crl, root } = opensslChain(newkey, options, crlOptions)
    const at = Date.now()
    const input = { leaf: certificate, intermediates: [], roots: [root], at }
    expect(await verifyChain(input, crypto)).toMatchObject({ ok: true })
    const revocation = { certificate, issuer: root, crls: [crl], ocsps: [], at }
    expect(await checkRevocation(revocation, crypto)).toMatchObject({
      status: 'revoked',
      revocation: { reason: 4 },
    })
  })

  function opensslChain(newkey: string, options: string, crlOptions: string) {
    const path = (name: string): string => join(folder, name)
    const run = (line: string, more: string): void => {
      const { status, stderr } = openssl(line, ...more.split(' ').filter(Boolean))
      expect([status, stderr]).toEqual([0, expect.anything()])
    }
    file('index.txt', '')
    file('number', '01\n')
    const config = file(
      'ca.cnf',
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${path('index.txt')}\ncrlnumber=${path('number')}\ndefault_md=default\n[req]\ndistinguished_name=dn\n[dn]\n[v3]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n[leaf]\nkeyUsage=critical,digitalSignature\n`,
    )
    run(
      `req -config ${config} -extensions v3 -x509 -nodes -newkey ${newkey} -subj /CN=Root -days 9 -keyout ${path('k.pem')} -out ${path('root.crt')}`,
      options,
    )
    run(
      `req -config ${config} -extensions leaf -x509 -nodes -newkey ${newkey} -subj /CN=Leaf -days 9 -CA ${path('root.crt')} -CAkey ${path('k.pem')} -keyout ${path('l.pem')} -out ${path('leaf.crt')}`,
      options,
    )
    const ca = `-config ${config} -cert ${path('root.crt')} -keyfile ${path('k.pem')}`
    run(`ca ${ca} -revoke ${path('leaf.crt')} -crl_reason superseded`, '')
    run(`ca ${ca} -gencrl -crldays 3 -out ${path('crl.pem')}`, crlOptions)
    const der = (kind: 'x509' | 'crl', name: string): Uint8Array => {
      expect(openssl(`${kind} -in ${path(name)} -outform DER -out ${path('out.der')}`).status).toBe(
        0,
      )
      return new Uint8Array(readFileSync(path('out.der')))
    }
    return {
      root: parseCertificate(der('x509', 'root.crt')),
      certificate: parseCertificate(der('x509', 'leaf.crt')),
      crl: der('crl', 'crl.pem'),
    }
  }
})
