import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyUsageBits, parseCertificate } from '@contremarque/ledger'
import { developmentTsa } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { issueCertificate } from '../../../ledger/src/certificate/issue-certificate.js'
import { serveDevelopmentTsa, type ServedTsa } from '../development/tsa/serve-development-tsa.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { parseLedgerInfo } from '../ledger-folder/ledger-info.js'
import { run as runExport } from './export.js'
import { help, run } from './init.js'
import { run as runVerify } from './verify.js'

const crypto = nodeCrypto()
const policy = '1.2.3.4.5'
const timeStamping = '1.3.6.1.5.5.7.3.8'
let folder: string
let tsa: ServedTsa | undefined
let said: string[]
const spoken = {
  log: console.log,
  error: console.error,
  write: process.stdout.write.bind(process.stdout),
}

/** A small authority whose certificates do not carry the development marker. */
async function issue(
  isDevelopment: boolean,
  extendedKeyUsage?: { usages: string[]; critical: true },
) {
  const rootKey = keySigner(generateP256().privateKeyPem)
  const times = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + 86_400_000 }
  const serial = () => Uint8Array.from([64, ...randomBytes(15)])
  const subject = { country: 'FR', organization: 'Test', commonName: 'Root' }
  const root = await issueCertificate(
    {
      ...times,
      subject,
      publicKey: rootKey.publicKey,
      serial: serial(),
      ca: { pathLength: null },
      keyUsage: [keyUsageBits.keyCertSign, keyUsageBits.crlSign],
      isDevelopment,
    },
    { key: rootKey, certificate: null },
    crypto,
  )
  const key = generateP256()
  const certificate = await issueCertificate(
    {
      ...times,
      subject: { ...subject, commonName: 'Leaf' },
      publicKey: key.publicKey,
      serial: serial(),
      keyUsage: [keyUsageBits.digitalSignature],
      isDevelopment,
      ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage }),
    },
    { key: rootKey, certificate: parseCertificate(root) },
    crypto,
  )
  return { root, key: key.privateKeyPem, certificate }
}

async function writePem(name: string, der: Uint8Array): Promise<void> {
  const body = Buffer.from(der).toString('base64')
  await writeFile(
    join(folder, name),
    `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  )
}

async function prepare(isDevelopment: boolean, change: object = {}): Promise<string[]> {
  const seal = await issue(isDevelopment)
  const stamping = await issue(false, { usages: [timeStamping], critical: true })
  let serial = 1n
  const signer = keySigner(stamping.key)
  tsa = await serveDevelopmentTsa(
    developmentTsa(
      {
        signer: {
          algorithm: signer.algorithm,
          certificate: stamping.certificate,
          sign: (message) => signer.sign(message),
        },
        policy,
        accuracy: 500,
        clock: () => Date.now(),
        serial: () => serial++,
      },
      crypto,
    ),
  )
  await writeFile(join(folder, 'seal.key.pem'), seal.key)
  await writePem('seal.pem', seal.certificate)
  await writePem('seal-root.pem', seal.root)
  await writePem('tsa.pem', stamping.certificate)
  await writePem('tsa-root.pem', stamping.root)
  const settings = {
    host: 'registre.example.fr',
    name: 'expertises',
    sealKey: 'seal.key.pem',
    sealCertificate: 'seal.pem',
    sealRoots: ['seal-root.pem'],
    tsaRoots: ['tsa-root.pem'],
    tsas: [
      {
        name: 'first',
        url: tsa.url,
        certificates: ['tsa.pem'],
        chain: [],
        policies: [policy],
        accuracy: 1_000,
        crls: [],
      },
    ],
    ...change,
  }
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings))
  return ['--data', join(folder, 'data'), '--settings', join(folder, 'settings.json')]
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-init-'))
  said = []
  const say = (...words: unknown[]): void => {
    said.push(words.join(' '))
  }
  console.log = say
  console.error = say
  process.stdout.write = (text) => {
    say(text)
    return true
  }
})
afterEach(async () => {
  Object.assign(console, { log: spoken.log, error: spoken.error })
  process.stdout.write = spoken.write
  await tsa?.close()
  await rm(folder, { recursive: true })
})

test('EX-06 opens a ledger on keys and an authority that were brought along; it exports and verifies', async () => {
  const argv = await prepare(false)
  expect([await run(argv), said.join('\n')]).toEqual([
    0,
    expect.stringContaining('sealed and time-stamped'),
  ])
  const paths = folderPaths(join(folder, 'data'))
  const info = parseLedgerInfo(await readFile(paths.info, 'utf8'))
  expect(info.profile).toBe('production')
  expect(info.origin).toMatch(/^registre[.]example[.]fr\/expertises\/[0-9a-f]{32}$/)
  const out = join(folder, 'x.jsonl')
  expect(await runExport(['--data', paths.root, '--out', out])).toBe(0)
  // No revocation data was to be had for the authority: that is said, and is no pass.
  expect(await runVerify([out, '--json'])).toBe(2)
  const report = JSON.parse(said.at(-1) ?? '') as { findings: { code: string }[]; entries: number }
  expect(report.entries).toBe(1)
  expect(new Set(report.findings.map(({ code }) => code))).toEqual(
    new Set(['TOKEN_REVOCATION_UNKNOWN']),
  )
})

test('what is missing is said, all at once, and nothing is made', async () => {
  const argv = await prepare(false, { sealKey: undefined, tsas: [] })
  expect(await run(argv)).toBe(64)
  expect(said.join('\n')).toMatch(/sealKey.*[\s\S]*tsas/)
  expect(await readdir(folder)).not.toContain('data')
})

test('a file that is not there is named', async () => {
  const argv = await prepare(false, { sealRoots: ['nowhere.pem'] })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('nowhere.pem')
})

test('development certificates are refused', async () => {
  const argv = await prepare(true)
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('development certificate')
})

test('a development origin is refused', async () => {
  const argv = await prepare(false, { host: 'development.invalid' })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('development origin')
})

test('a seal certificate of another root is refused', async () => {
  const argv = await prepare(false, { sealRoots: ['tsa-root.pem'] })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toMatch(/does not stand under its root/)
})

test('an authority that does not answer is named', async () => {
  const argv = await prepare(false)
  await tsa?.close()
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('first:')
})

test('without arguments it says how it is used', async () => {
  expect(await run([])).toBe(64)
  expect(said).toEqual([help])
})
