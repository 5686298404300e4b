import { hash } from 'node:crypto'
import { LedgerError, parseCertificate, toHex, type Authentication } from '@contremarque/ledger'
import { ActionRefused } from '../../actions/action-refused.js'
import { isRefusalCode } from '../../actions/refusals.js'
import type { Clock } from '../../config/clock.js'
import type { Recorder } from '../../recorder/recorder.js'
import type { Streams } from '../../recorder/streams.js'
import { identified } from '../identification.js'
import type { IdentityError } from '../identity-error.js'
import type { Persons } from '../persons.js'
import type { PresentedCertificate } from './certificate-authority.js'

export interface RefusedCertificatesParts {
  readonly persons: Persons
  readonly recorder: Recorder
  readonly streams: Streams
  readonly clock: Clock
}

/** Tells the ledger that somebody's certificate was refused, where it is known whose it is. */
export class RefusedCertificates {
  constructor(private readonly parts: RefusedCertificatesParts) {}

  /**
   * Records the refusal among what the person did outside cases.
   * @returns whether somebody is known to whom the certificate is bound
   */
  async record(
    { der }: PresentedCertificate,
    { code }: IdentityError,
    action: 'ContinueSession' | 'OpenSession',
  ): Promise<boolean> {
    const { persons, recorder, streams, clock } = this.parts
    const fingerprint = hash('sha256', der)
    const known = await persons.known.find({ method: 'certificate', fingerprint })
    if (known === undefined || known.roles.length === 0 || !isRefusalCode(code)) return false
    const checkedAt = new Date(clock.now()).toISOString()
    const authentication = { method: 'certificate', validity: validityOf(code), checkedAt } as const
    const evidence = { authentication: { fingerprint, serial: serialOf(der) } }
    const { person } = identified(known, authentication, evidence)
    const refused = new ActionRefused(code, action)
    const decide = (): never => {
      throw refused
    }
    const decider = { initialState: null, evolve: () => null, decide }
    const stream = streams.console(person.id)
    const by = await persons.withTerms(person)
    await recorder.record({ stream, decider, action: null, person: by }).catch((error: unknown) => {
      if (error !== refused) throw error
    })
    return true
  }
}

function validityOf(code: string): Authentication['validity'] {
  return code === 'CERTIFICATE_REVOKED' ? 'revoked' : 'unknown'
}

function serialOf(der: Uint8Array): string | null {
  try {
    return toHex(parseCertificate(der).serial)
  } catch (cause) {
    if (cause instanceof LedgerError) return null
    throw cause
  }
}
