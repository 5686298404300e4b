import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { purposeCodes, type Purpose } from '../actions/purpose.js'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import type { AskedFor, ClientIdentification } from '../identity/clients/client-identification.js'
import type { Scope } from '../identity/clients/client-settings.js'
import type { Identification } from '../identity/identification.js'
import { IdentityError } from '../identity/identity-error.js'
import type { Proof } from '../identity/refused-identifications.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import { provenBy, refusedToken } from '../identity/refused-token.js'
import { bearerToken, ON_BEHALF_OF, readingPurpose } from './asked-by-platform.js'
import { assertBody } from './body-digest.js'
import { certificateThumbprint } from './certificate-thumbprint.js'
import { shownCertificate } from './shown-certificate.js'
import { assertUsable } from './platform-certificate.js'
import { countedIdentification, type IdentificationTold } from './counted-identification.js'
import { HttpProblem } from './http-problem.js'
import { sessionToken } from './session-cookie.js'

/**
 * Lets other platforms in: each request for a person and by itself, none opens a session that another could
 * be made in. What is read for one person and purpose is one reading, as a person's own is.
 */
export class PlatformDoor {
  constructor(
    private readonly clients: ClientIdentification,
    private readonly publicUrl: string,
    private readonly proxies: readonly CertificateProxy[],
    private readonly sessions: Pick<Sessions, 'goOn'>,
    private readonly now: () => number,
    private readonly told: IdentificationTold,
  ) {}

  /**
   * As whom a platform's request is done. `scope`: what the route takes of platforms, if it is theirs. A
   * refusal is an event where the platform's signature proved for whom it asked, and a counter in any case.
   * @throws HttpProblem CREDENTIALS_MIXED; IdentityError
   */
  async enter(request: FastifyRequest, scope: Scope | undefined): Promise<SessionRecord> {
    if (sessionToken(request) !== undefined) {
      throw new HttpProblem('CREDENTIALS_MIXED', 'a cookie beside an access token')
    }
    const { identification, proof } = await countedIdentification(
      this.told,
      () => this.identify(request, scope),
      provenBy,
      'ActThroughPlatform',
    )
    const purpose = purposeOf(request)
    const reading =
      scope === 'read' && purpose && (await this.reading(identification, proof, purpose))
    const now = this.now()
    const alone = { openedAt: now, expiresAt: now, usedAt: now }
    const id = randomUUID()
    return { id, reading: id, bound: null, purpose, ...alone, ...reading, ...identification }
  }

  /** The person as this request found him, in the reading that others like it are part of. */
  private reading(
    identification: Identification,
    { credential, evidence }: Proof,
    purpose: Purpose,
  ): Promise<SessionRecord | undefined> {
    const { role } = identification.person
    const key = JSON.stringify([evidence['client'], credential, role, purpose.code])
    return this.sessions.goOn(`platform ${key}`, identification, purpose)
  }

  private async identify(request: FastifyRequest, scope: Scope | undefined): Promise<AskedFor> {
    if (scope === undefined) {
      throw new IdentityError('CLIENT_SCOPE_INSUFFICIENT', 'no scope reaches this')
    }
    const token = bearerToken(request)
    if (token === undefined) assertUsable(shownCertificate(request, this.proxies), this.now())
    const asked = await this.clients.identify({
      token,
      assertion: oneOf(request, ON_BEHALF_OF),
      certificate: certificateThumbprint(request, this.proxies),
      scope,
      method: request.method,
      url: `${this.publicUrl}${request.url.split('?', 1)[0]}`,
      key: oneOf(request, 'idempotency-key'),
    })
    try {
      assertBody(request, asked.bodyDigest)
    } catch (error) {
      throw refusedToken(error, asked.proof)
    }
    return asked
  }
}

/** What a platform reads for stands beside each of its requests: a code, without words of its own. */
function purposeOf(request: FastifyRequest): Purpose | null {
  const stated = readingPurpose(request)
  const code = purposeCodes.find((each) => each === stated && each !== 'other')
  return code === undefined ? null : { code, detail: null }
}

function oneOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
