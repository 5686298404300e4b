import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { keyUsageBits, parseCertificate } from '@contremarque/ledger'
import { developmentTsa } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { issueOcspResponse } from '../../ledger/src/certificate/issue-ocsp-response.js'
import {
  issueCertificate,
  type CertificateTemplate,
} from '../../ledger/src/certificate/issue-certificate.js'
import { issueCrl } from '../../ledger/src/certificate/issue-crl.js'
import { serveDevelopmentTsa } from '../src/development/tsa/serve-development-tsa.js'

const crypto = nodeCrypto()
const policy = '1.2.3.4.5'
const timeStamping = '1.3.6.1.5.5.7.3.8'

/** A small authority whose certificates do not carry the development marker. */
export async function issue(
  isDevelopment: boolean,
  extendedKeyUsage?: { usages: string[]; critical: boolean },
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
  /** A certificate of its own key, as told or unlike it. */
  const leaf = async (change: Partial<CertificateTemplate> = {}) => {
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
        ...change,
      },
      { key: rootKey, certificate: parseCertificate(root) },
      crypto,
    )
    return { key: key.privateKeyPem, certificate }
  }
  const issuer = { key: rootKey, certificate: parseCertificate(root) }
  const revocationList = () => {
    const thisUpdate = Date.now()
    const times = { thisUpdate, nextUpdate: thisUpdate + 60_000 }
    return issueCrl(
      { number: Math.floor(thisUpdate / 1000), ...times, revoked: [] },
      issuer,
      crypto,
    )
  }
  const status = (of: Uint8Array) => {
    const at = Date.now()
    const times = { producedAt: at, thisUpdate: at, nextUpdate: at + 60_000 }
    const { certificate: above } = issuer
    const about = { certificate: parseCertificate(of), issuer: above, status: 'good' as const }
    return issueOcspResponse({ ...about, ...times }, issuer)
  }
  return { root, ...(await leaf()), leaf, revocationList, status }
}

export async function writePem(folder: string, name: string, der: Uint8Array): Promise<void> {
  const body = Buffer.from(der).toString('base64')
  await writeFile(
    join(folder, name),
    `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  )
}

/** Serves what is made at each question, until closed: a list to GET, an answer to POST. */
async function serveRevocation(list: () => Promise<Uint8Array>, answer: () => Promise<Uint8Array>) {
  const server = createServer(({ method }, response) => {
    const made = method === 'GET' ? list() : answer()
    if (method === 'POST') response.setHeader('content-type', 'application/ocsp-response')
    made.then(
      (der) => response.end(der),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/tsa.crl` }
}

/** Writes what `contremarque init` is given; its TSA and the TSA's revocation list are served until closed. */
export async function prepareProduction(
  folder: string,
  isDevelopment = false,
  change: object = {},
) {
  const seal = await issue(isDevelopment)
  const stamping = await issue(false, { usages: [timeStamping], critical: true })
  let serial = 1n
  const { server: lists, url: crl } = await serveRevocation(stamping.revocationList, () =>
    stamping.status(stamping.certificate),
  )
  const authority = ({ key, certificate }: { key: string; certificate: Uint8Array }) => {
    const signer = keySigner(key)
    const { algorithm } = signer
    const sign = (message: Uint8Array) => signer.sign(message)
    const times = { clock: () => Date.now(), serial: () => serial++ }
    return developmentTsa(
      { signer: { algorithm, certificate, sign }, policy, accuracy: 500, ...times },
      crypto,
    )
  }
  let current = authority(stamping)
  const served = await serveDevelopmentTsa({ answer: (request) => current.answer(request) })
  await writeFile(join(folder, 'seal.key.pem'), seal.key)
  await writePem(folder, 'seal.pem', seal.certificate)
  await writePem(folder, 'seal-root.pem', seal.root)
  await writePem(folder, 'tsa.pem', stamping.certificate)
  await writePem(folder, 'tsa-root.pem', stamping.root)
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
        url: served.url,
        certificates: ['tsa.pem'],
        chain: [],
        policies: [policy],
        accuracy: 1_000,
        crls: [crl],
      },
    ],
    ...change,
  }
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings))
  const argv = ['--data', join(folder, 'data'), '--settings', join(folder, 'settings.json')]
  const close = async () => {
    lists.closeAllConnections()
    lists.close()
    await served.close()
  }
  /** A certificate that it does not sign with before it is told to. */
  const announce = async (name: string, change: Partial<CertificateTemplate> = {}) => {
    const renewed = await stamping.leaf(change)
    await writePem(folder, name, renewed.certificate)
    return {
      use: () => {
        current = authority(renewed)
      },
    }
  }
  /** From now on it signs with another key, of a certificate under its root: a file of this name. */
  const renew = async (name: string, change: Partial<CertificateTemplate> = {}) => {
    const { use } = await announce(name, change)
    use()
  }
  return { argv, tsa: { url: served.url, close }, renew, announce, revocation: crl }
}
