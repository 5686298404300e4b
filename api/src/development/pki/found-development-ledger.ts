import { generateP256, nodeCrypto } from '@contremarque/ledger/node'
import { DEVELOPMENT_HOST } from '../../ledger-folder/assert-profile.js'
import type { Founder } from '../../ledger-folder/founding.js'
import {
  DEVELOPMENT_ACCURACY,
  DEVELOPMENT_POLICY,
  DEVELOPMENT_TSA,
} from '../tsa/development-tsa.js'
import { makeDevelopmentAuthority } from './development-authority.js'

const DAY = 86_400_000

/**
 * Founds a development ledger: keys, authority and TSA made on the spot, all marked. `now` in
 * milliseconds since 1970: certificates begin a day before.
 */
export function foundDevelopmentLedger(now: number, name = 'development'): Founder {
  return async (paths) => {
    const notBefore = now - DAY
    const { pki, tsa } = await makeDevelopmentAuthority(paths, notBefore)
    const sealKey = generateP256()
    const sealCertificate = await pki.issue({
      usage: 'seal',
      commonName: 'Development seal',
      publicKey: sealKey.publicKey,
      notBefore,
      notAfter: notBefore + 3650 * DAY,
    })
    const digest = nodeCrypto().digest('sha-256', tsa.certificate).toHex()
    return {
      profile: 'development',
      host: DEVELOPMENT_HOST,
      name,
      sealKeyPem: sealKey.privateKeyPem,
      sealCertificate,
      sealRoots: [pki.root.der],
      tsaRoots: [pki.root.der],
      tsas: [
        {
          settings: {
            name: DEVELOPMENT_TSA,
            url: null,
            policy: DEVELOPMENT_POLICY,
            chain: [],
            crls: [],
            ocsp: null,
          },
          trusted: {
            name: DEVELOPMENT_TSA,
            policies: [DEVELOPMENT_POLICY],
            certificates: [digest],
            accuracy: DEVELOPMENT_ACCURACY,
          },
        },
      ],
    }
  }
}
