import { parseBase64, parseCertificate, type Trust } from '@contremarque/ledger'
import { FolderError } from './folder-error.js'
import type { LedgerInfo } from './ledger-info.js'

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
    ...(parseCertificate(sealCertificate).isDevelopment ? ['a development seal certificate'] : []),
    ...developmentRoots(trust.sealRoots, 'seal'),
    ...developmentRoots(trust.tsaRoots, 'time-stamping'),
  ]
  if (found.length === 0) return
  throw new FolderError(
    'DEVELOPMENT_IN_PRODUCTION',
    `a production ledger may not rest on ${found.join(', ')}`,
  )
}

function developmentRoots(roots: readonly string[], of: string): string[] {
  const isDevelopment = roots.some((root) => parseCertificate(parseBase64(root)).isDevelopment)
  return isDevelopment ? [`a development root of ${of} certificates`] : []
}
