import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseCertificate, verifyChain } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { FolderError } from './folder-error.js'
import { reasonOf } from './ledger-info.js'

/** The certificate in a PEM file, DER. @throws FolderError SETTINGS_MISSING naming the file */
export async function readCertificate(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(new X509Certificate(await readText(path)).raw)
  } catch (cause) {
    throw new FolderError('SETTINGS_MISSING', `${path}: ${reasonOf(cause)}`, { cause })
  }
}

/** @throws FolderError SETTINGS_MISSING naming the file */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new FolderError('SETTINGS_MISSING', `${path}: ${reasonOf(cause)}`, { cause })
  }
}

/** @throws FolderError FOLDER_MALFORMED unless the certificate stands under one of the roots (DER) at this time */
export async function assertIssued(
  certificate: Uint8Array,
  roots: readonly Uint8Array[],
  at: number,
) {
  const leaf = parseCertificate(certificate)
  const parsed = roots.map((der) => parseCertificate(der))
  const result = await verifyChain({ leaf, intermediates: [], roots: parsed, at }, nodeCrypto())
  if (result.ok) return
  const message = `the seal certificate does not stand under its root now: ${result.code}`
  throw new FolderError('FOLDER_MALFORMED', message)
}
