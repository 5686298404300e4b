import { generateP256 } from '@contremarque/ledger/node'
import type { NodeKey } from '../../ledger-folder/add-node.js'
import type { FolderPaths } from '../../ledger-folder/folder-paths.js'
import { openDevelopmentAuthority } from './development-authority.js'

const DAY = 86_400_000

/** A seal key for a further node of a development ledger, under its own authority. */
export async function developmentNodeKey(from: FolderPaths, now: number): Promise<NodeKey> {
  const { pki } = await openDevelopmentAuthority(from)
  const { privateKeyPem: sealKeyPem, publicKey } = generateP256()
  const sealCertificate = await pki.issue({
    usage: 'seal',
    commonName: 'Development seal of a further node',
    publicKey,
    notBefore: now - DAY,
    notAfter: now + 3650 * DAY,
  })
  return { sealKeyPem, sealCertificate }
}
