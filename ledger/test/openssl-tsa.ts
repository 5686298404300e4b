import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ProgramResult, runProgram } from './external.ts'

export type OpensslKey = 'rsa' | 'p256'

/** A certification authority and a TSA made by openssl alone, in a folder that `dispose` removes. */
export interface OpensslTsa {
  readonly root: Uint8Array
  readonly certificate: Uint8Array
  /** The answer to a TimeStampReq, DER. */
  answer(request: Uint8Array): Uint8Array
  dispose(): void
}

const policy = '1.3.6.1.4.1.99999.1'
const keyOptions: Readonly<Record<OpensslKey, readonly string[]>> = {
  rsa: ['-newkey', 'rsa:2048'],
  p256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
}

const configuration = (options: { accuracy: boolean; essDigest: string }): string => `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ts]
default_tsa = service
[service]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = ${policy}
digests = sha256
ordering = no
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = ${options.essDigest}
${options.accuracy ? 'accuracy = secs:1, millisecs:500, microsecs:100' : ''}
`

export function opensslTsa(
  key: OpensslKey,
  options = { accuracy: true, essDigest: 'sha256' },
): OpensslTsa {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-tsa-'))
  const path = (name: string): string => join(folder, name)
  writeFileSync(path('config'), configuration(options).replace('= serial', `= ${path('serial')}`))
  writeFileSync(path('serial'), '01\n')
  const request = ['req', '-config', path('config'), '-nodes', '-sha256', '-days', '300']
  succeed([
    ...request,
    ...keyOptions[key],
    '-x509',
    '-extensions',
    'ca',
    '-subj',
    '/C=FR/CN=Root',
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
  ])
  succeed([
    ...request.slice(0, -2),
    ...keyOptions[key],
    '-subj',
    '/C=FR/CN=TSA',
    '-keyout',
    path('tsa.key'),
    '-out',
    path('tsa.csr'),
  ])
  succeed([
    'x509',
    '-req',
    '-sha256',
    '-days',
    '200',
    '-in',
    path('tsa.csr'),
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca.key'),
    '-CAcreateserial',
    '-extfile',
    path('config'),
    '-extensions',
    'tsa',
    '-out',
    path('tsa.pem'),
  ])
  return {
    root: toDer(path('ca.pem')),
    certificate: toDer(path('tsa.pem')),
    answer(der) {
      writeFileSync(path('request'), der)
      const service = [
        '-config',
        path('config'),
        '-section',
        'service',
        '-queryfile',
        path('request'),
      ]
      succeed([
        'ts',
        '-reply',
        ...service,
        '-signer',
        path('tsa.pem'),
        '-inkey',
        path('tsa.key'),
        '-chain',
        path('ca.pem'),
        '-out',
        path('response'),
      ])
      return Uint8Array.from(readFileSync(path('response')))
    },
    dispose: () => rmSync(folder, { recursive: true }),
  }
}

/** `openssl ts -verify` of a bare token against an imprint and a root. */
export function opensslVerifyToken(
  token: Uint8Array,
  {
    imprint,
    root,
    at,
  }: { readonly imprint: Uint8Array; readonly root: Uint8Array; readonly at?: number },
): ProgramResult {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-verify-'))
  try {
    writeFileSync(join(folder, 'token'), token)
    writeFileSync(join(folder, 'root.der'), root)
    const pem = join(folder, 'root.pem')
    succeed(['x509', '-inform', 'DER', '-in', join(folder, 'root.der'), '-out', pem])
    const digest = ['-digest', Buffer.from(imprint).toString('hex')]
    const when = at === undefined ? [] : ['-attime', String(Math.floor(at / 1000))]
    return runProgram('openssl', [
      'ts',
      '-verify',
      ...digest,
      '-token_in',
      '-in',
      join(folder, 'token'),
      '-CAfile',
      pem,
      ...when,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function toDer(pem: string): Uint8Array {
  return Uint8Array.from(succeed(['x509', '-in', pem, '-outform', 'DER']).stdout)
}

function succeed(args: readonly string[]): ProgramResult {
  const result = runProgram('openssl', args)
  if (result.status !== 0) expect(`openssl ${args[0]}: ${result.stderr}`).toBe('success')
  return result
}
