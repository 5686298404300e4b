import { parseBase64, parseCertificate, parseVerifierKey, type Trust } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { FolderError } from './folder-error.js'
import type { LedgerInfo } from './ledger-info.js'
import { isPublishedKey, isPublishedNoteKey } from './published-keys.js'

const ROOT_OF_SEAL = 'root of seal certificates'
const ROOT_OF_TSA = 'root of time-stamping certificates'

/** First part of the origin of every development ledger. */
export const DEVELOPMENT_HOST = 'development.invalid'

/**
 * Refuses a production ledger that rests on anything of development, and a folder whose parts are of
 * different ledgers.
 * @throws FolderError DEVELOPMENT_IN_PRODUCTION naming what, FOLDER_MALFORMED
 */
export function assertProfile(info: LedgerInfo, trust: Trust, sealCertificate: Uint8Array): void {
  if (info.origin !== trust.origin || info.profile !== trust.profile) {
    throw new FolderError('FOLDER_MALFORMED', 'ledger.json and trust.json are of different ledgers')
  }
  if (info.profile === 'development') return
  const found = [
    ...(info.origin.startsWith(`${DEVELOPMENT_HOST}/`) ? ['a development origin'] : []),
    ...(info.tsas.some(({ url }) => url === null)
      ? ['the development time-stamping authority']
      : []),
    ...problemsOf(sealCertificate, 'seal certificate'),
    ...trust.sealRoots.flatMap((root) => problemsOf(parseBase64(root), ROOT_OF_SEAL)),
    ...trust.tsaRoots.flatMap((root) => problemsOf(parseBase64(root), ROOT_OF_TSA)),
    ...(isPublishedNoteKey(parseVerifierKey(trust.checkpointKey, nodeCrypto()).publicKey)
      ? ['a published checkpoint key']
      : []),
  ]
  if (found.length === 0) return
  throw new FolderError(
    'DEVELOPMENT_IN_PRODUCTION',
    `a production ledger may not rest on ${found.join(', ')}`,
  )
}

/** What keeps a certificate out of production: the development marker, or a key that everybody has. */
export function problemsOf(certificate: Uint8Array, what: string): string[] {
  const { isDevelopment, publicKey } = parseCertificate(certificate)
  return [
    ...(isDevelopment ? [`a development ${what}`] : []),
    ...(isPublishedKey(publicKey) ? [`a published key (${what})`] : []),
  ]
}
