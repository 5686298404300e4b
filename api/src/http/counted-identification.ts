import { IdentityError } from '../identity/identity-error.js'
import type { Asked, Proof, RefusedIdentifications } from '../identity/refused-identifications.js'
import type { Metrics } from './metrics.js'

export interface IdentificationTold {
  readonly refused: RefusedIdentifications
  readonly metrics: Metrics
}

/** Identifies somebody; a refusal is an event where `proofOf` says whose it is, and a counter in any case. */
export async function countedIdentification<T>(
  { metrics, refused }: IdentificationTold,
  identify: () => Promise<T>,
  proofOf: (error: IdentityError) => Proof | undefined,
  action: Asked = 'OpenSession',
): Promise<T> {
  try {
    return await identify()
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error
    metrics.notIdentified.inc({ code: error.code })
    const proof = proofOf(error)
    if (proof !== undefined) await refused.asking(action, proof, error)
    throw error
  }
}
