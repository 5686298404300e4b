import { randomBytes } from 'node:crypto'
import { developmentMarker } from '@contremarque/ledger'
import { developmentTsa } from '@contremarque/ledger/development'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { Clock } from '../../config/clock.js'
import type { TsaChannel } from '../../time-stamping/tsa-channel.js'
import type { DevelopmentAuthority } from '../pki/development-authority.js'

export const DEVELOPMENT_TSA = 'development'
/** Under the arc of the development marker. */
export const DEVELOPMENT_POLICY = `${developmentMarker}.1`
/** Milliseconds. */
export const DEVELOPMENT_ACCURACY = 100

const DAY = 86_400_000

/**
 * The TSA of a development ledger, in process, on the ledger's own clock: a scenario tells its story
 * to recorder and TSA alike. Its tokens prove nothing.
 */
export function developmentChannel(authority: DevelopmentAuthority, clock: Clock): TsaChannel {
  const tsa = developmentTsa(
    {
      signer: authority.tsa,
      policy: DEVELOPMENT_POLICY,
      accuracy: DEVELOPMENT_ACCURACY,
      clock: () => clock.now(),
      serial: () => BigInt(`0x${randomBytes(15).toString('hex')}`) + 1n,
    },
    nodeCrypto(),
  )
  return {
    name: DEVELOPMENT_TSA,
    policy: DEVELOPMENT_POLICY,
    chain: [],
    ask: (request) => tsa.answer(request),
    async revocation() {
      const thisUpdate = clock.now()
      const crl = await authority.pki.issueCrl({
        number: Math.floor(thisUpdate / 1000),
        thisUpdate,
        nextUpdate: thisUpdate + DAY,
        revoked: [],
      })
      return { crls: [crl], ocsps: [], problem: null }
    },
  }
}
