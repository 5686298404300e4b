import { LedgerError, type Authentication } from '@contremarque/ledger'
import type { FastifyRequest } from 'fastify'
import type { Timers } from '../config/timers.js'
import type {
  CertificateProxy,
  PresentedCertificate,
} from '../identity/certificate/certificate-authority.js'
import type { CertificateIdentification } from '../identity/certificate/certificate-identification.js'
import { IdentityError, type IdentityErrorCode } from '../identity/identity-error.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import { HttpProblem } from './http-problem.js'
import { shownCertificate } from './shown-certificate.js'

/** Milliseconds for which a certificate once found valid is not looked at again. */
export const RECHECK = 60_000
/** Nobody says that the certificate is bad: the request waits for an answer, the session stays. */
const PASSING: ReadonlySet<IdentityErrorCode> = new Set([
  'REVOCATION_UNKNOWN',
  'OCSP_ANSWER_OLD',
  'OCSP_ANSWER_FOREIGN',
  'OCSP_ANSWER_UNSIGNED',
])

export interface BoundSessionsParts {
  readonly identification: CertificateIdentification
  readonly proxies: readonly CertificateProxy[]
  readonly sessions: Sessions
  readonly timers: Timers
  readonly now: () => number
  /** Told why a certificate ended its session, or a request of it was not heard. */
  readonly onRefused: (refused: RefusedSession) => void
}

export interface RefusedSession {
  readonly session: SessionRecord
  readonly presented: PresentedCertificate
  readonly error: IdentityError
}

interface Checked {
  readonly session: SessionRecord
  readonly presented: PresentedCertificate
  readonly at: number
  readonly authentication: Promise<Authentication>
}

/** Sessions that live on the connections of one certificate only, and only while it is valid. */
export class BoundSessions {
  private readonly checked = new Map<string, Checked>()
  private cancel: () => void = () => undefined

  constructor(private readonly parts: BoundSessionsParts) {}

  /**
   * The session, with what was found out of its certificate last, for a request on a connection that
   * shows this very certificate.
   * @throws HttpProblem SESSION_REQUIRED, IdentityError when the certificate is valid no more, or nobody
   * says whether it is
   */
  async check(session: SessionRecord, request: FastifyRequest): Promise<SessionRecord> {
    const { identification, proxies } = this.parts
    const presented = shownCertificate(request, proxies)
    const isBound = presented && identification.fingerprintOf(presented) === session.bound
    if (!isBound) throw new HttpProblem('SESSION_REQUIRED', 'not the certificate of this session')
    try {
      const authentication = await this.authenticate(session, presented)
      return { ...session, person: { ...session.person, authentication } }
    } catch (error) {
      if (isPassing(error)) this.parts.onRefused({ session, presented, error })
      throw error
    }
  }

  /** Looks now and then at the certificates of sessions that only listen. */
  watch(): void {
    this.cancel = this.parts.timers.after(RECHECK, () => {
      void this.checkAll().finally(() => {
        this.watch()
      })
    })
  }

  stop(): void {
    this.cancel()
  }

  /** Ends every session whose certificate is valid no more. */
  async checkAll(): Promise<void> {
    for (const { session, presented } of [...this.checked.values()]) {
      await this.checkAgain(session, presented).catch(expected)
    }
  }

  private async checkAgain(session: SessionRecord, presented: PresentedCertificate): Promise<void> {
    if (await this.parts.sessions.isOpen(session)) await this.authenticate(session, presented)
    else this.checked.delete(session.id)
  }

  private authenticate(
    session: SessionRecord,
    presented: PresentedCertificate,
  ): Promise<Authentication> {
    const known = this.checked.get(session.id)
    const at = this.parts.now()
    if (known !== undefined && at - known.at < RECHECK) return known.authentication
    const authentication = this.identifyAgain(session, presented)
    this.checked.set(session.id, { session, presented, at, authentication })
    return authentication
  }

  private async identifyAgain(
    session: SessionRecord,
    presented: PresentedCertificate,
  ): Promise<Authentication> {
    const { identification, sessions, onRefused } = this.parts
    try {
      const { person } = await identification.identify(presented)
      if (person.id === session.person.id) return person.authentication
      throw new IdentityError('CERTIFICATE_UNBOUND', 'it is bound to another person by now')
    } catch (error) {
      // Looked at again soon: nobody may say now whether it is bad, nor be able to end its session.
      const known = this.checked.get(session.id)
      if (known !== undefined) this.checked.set(session.id, { ...known, at: -Infinity })
      if (error instanceof IdentityError && !isPassing(error)) {
        await sessions.end(session)
        this.checked.delete(session.id)
        onRefused({ session, presented, error })
      }
      throw error
    }
  }
}

function isPassing(error: unknown): error is IdentityError {
  return error instanceof IdentityError && PASSING.has(error.code)
}

/** A certificate that is not valid, or a database that is away: looked at again later. */
function expected(error: unknown): void {
  if (!(error instanceof LedgerError)) throw error
}
