import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { developmentPki, type DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import type { Signer } from '@contremarque/ledger'
import type { FolderPaths } from '../../ledger-folder/folder-paths.js'

/** The certification authority of one development ledger: it proves nothing to anybody. */
export interface DevelopmentAuthority {
  readonly pki: DevelopmentPki
  readonly tsa: Signer
}

const DAY = 86_400_000

/** Makes root and TSA of a new development ledger. `notBefore` in milliseconds since 1970. */
export async function makeDevelopmentAuthority(
  paths: FolderPaths,
  notBefore: number,
): Promise<DevelopmentAuthority> {
  await mkdir(paths.development, { recursive: true, mode: 0o700 })
  const rootKey = generateP256().privateKeyPem
  const crypto = nodeCrypto()
  const key = keySigner(rootKey)
  const pki = await developmentPki({ key, notBefore, randomBytes, crypto })
  const tsaKey = generateP256()
  const certificate = await pki.issue({
    usage: 'tsa',
    commonName: 'Development time-stamping authority',
    publicKey: tsaKey.publicKey,
    notBefore,
    notAfter: notBefore + 3650 * DAY,
  })
  const files = filesOf(paths)
  await write(files.rootKey, rootKey)
  await write(files.rootCertificate, pki.root.der)
  await write(files.tsaKey, tsaKey.privateKeyPem)
  await write(files.tsaCertificate, certificate)
  return { pki, tsa: signerOf(tsaKey.privateKeyPem, certificate) }
}

/** The authority of a development ledger made before. */
export async function openDevelopmentAuthority(paths: FolderPaths): Promise<DevelopmentAuthority> {
  const files = filesOf(paths)
  const rootCertificate = new Uint8Array(await readFile(files.rootCertificate))
  const pki = await developmentPki({
    key: keySigner(await readFile(files.rootKey, 'utf8')),
    rootCertificate,
    notBefore: 0,
    randomBytes,
    crypto: nodeCrypto(),
  })
  const certificate = new Uint8Array(await readFile(files.tsaCertificate))
  return { pki, tsa: signerOf(await readFile(files.tsaKey, 'utf8'), certificate) }
}

function signerOf(privateKeyPem: string, certificate: Uint8Array): Signer {
  const key = keySigner(privateKeyPem)
  return { algorithm: key.algorithm, certificate, sign: (message) => key.sign(message) }
}

function filesOf({ development }: FolderPaths) {
  return {
    rootKey: join(development, 'root.key.pem'),
    rootCertificate: join(development, 'root.cert.der'),
    tsaKey: join(development, 'tsa.key.pem'),
    tsaCertificate: join(development, 'tsa.cert.der'),
  }
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content, { mode: 0o600, flag: 'wx', flush: true })
}
