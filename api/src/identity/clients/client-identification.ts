import { hash } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../../config/clock.js'
import { IdentityError } from '../identity-error.js'
import { identified, type Identification } from '../identification.js'
import type { KnownPersons } from '../known-persons.js'
import type { Proof } from '../refused-identifications.js'
import { refusedToken } from '../refused-token.js'
import type { OidcIssuer } from '../oidc/oidc-issuer.js'
import type { ClientSettings, Scope } from './client-settings.js'
import { assertOfRequest, type AskedRequest } from './asked-request.js'
import type { SpentAssertions } from './spent-assertions.js'
import { signedClaims, verifyJwt } from './verify-jwt.js'

/** Seconds since an access token was issued, at most. */
const TOKEN_AGE = 3_600
/** Seconds since an assertion was signed, at most: it is made for one request. */
const ASSERTION_AGE = 300

/** A request of a platform, untrusted. */
export interface ClientRequest extends AskedRequest {
  /** Bearer access token; undefined where the certificate alone says which platform asks. */
  readonly token: string | undefined
  /** What the platform says about the person, signed by it; header `On-Behalf-Of`. */
  readonly assertion: string | undefined
  /** SHA-256 of the certificate the connection shows, base64url; undefined where it shows none. */
  readonly certificate: string | undefined
  /** What the route asked for takes. */
  readonly scope: Scope
}

/** For whom a platform asks, and by what that is known. */
export interface AskedFor {
  readonly identification: Identification
  /** What the assertion says of the body: SHA-256, base64url; undefined: that there is none. */
  readonly bodyDigest: string | undefined
  readonly proof: Proof
}

interface Client extends ClientSettings {
  readonly keys: JWTVerifyGetKey
}

/** Identifies the persons for whom other platforms record: the platform by its token, the person by its word. */
export class ClientIdentification {
  private readonly issuers: ReadonlyMap<string, OidcIssuer>
  private readonly clients: ReadonlyMap<string, Client>
  private readonly byCertificate: ReadonlyMap<string, Client>

  constructor(
    clients: readonly ClientSettings[],
    issuers: ReadonlyMap<string, OidcIssuer>,
    private readonly audience: string,
    private readonly persons: Pick<KnownPersons, 'find'>,
    private readonly clock: Clock,
    private readonly spent: Pick<SpentAssertions, 'spend'>,
  ) {
    this.issuers = new Map([...issuers.values()].map((issuer) => [issuer.settings.issuer, issuer]))
    const known = clients.map((client) => {
      return { ...client, keys: createLocalJWKSet(client.persons.keys) }
    })
    this.clients = new Map(
      known.flatMap((client) =>
        client.issuer === undefined ? [] : [[keyOf(client.issuer, client.clientId), client]],
      ),
    )
    this.byCertificate = new Map(
      known.flatMap((client) => client.certificates.map((digest) => [digest, client])),
    )
  }

  /**
   * For whom a platform asks. A body it sends has to have the digest returned, if any.
   * @throws RefusedToken; IdentityError where the platform itself is not heard, or names nobody
   */
  async identify(request: ClientRequest): Promise<AskedFor> {
    const client = await this.clientOf(request)
    const { assertion } = request
    if (assertion === undefined) {
      throw new IdentityError('ASSERTION_MISSING', 'header On-Behalf-Of: for whom?')
    }
    let claims: JWTPayload | undefined
    try {
      claims = await this.claimsOf(assertion, client)
      const bodyDigest = assertOfRequest(claims, request)
      const proof = proofOf(claims, client, assertion)!
      const identification = await this.personOf(claims, proof)
      if (request.scope === 'read') await this.assertUnspent(claims, client)
      return { identification, bodyDigest, proof }
    } catch (error) {
      throw refusedToken(error, proofOf(claims ?? signedClaims(error), client, assertion))
    }
  }

  private claimsOf(assertion: string, { keys, persons }: Client): Promise<JWTPayload> {
    return verifyJwt('ASSERTION', assertion, keys, {
      issuer: persons.issuer,
      audience: this.audience,
      typ: 'on-behalf-of+jwt',
      maxTokenAge: ASSERTION_AGE,
      requiredClaims: ['sub', 'jti', 'htm', 'htu'],
    })
  }

  /** What was signed for one read is not read by twice. */
  private async assertUnspent({ jti }: JWTPayload, { persons }: Client): Promise<void> {
    if (await this.spent.spend(persons.issuer, String(jti))) return
    throw new IdentityError('ASSERTION_REPLAYED', 'sign another one for each read')
  }

  private async clientOf({ token, scope, certificate }: ClientRequest): Promise<Client> {
    if (token !== undefined) return this.clientOfToken({ token, scope, certificate })
    const client = certificate === undefined ? undefined : this.byCertificate.get(certificate)
    if (client === undefined) {
      throw new IdentityError('CLIENT_UNKNOWN', 'no client of this certificate may record here')
    }
    assertScope(client, scope)
    return client
  }

  private async clientOfToken({
    token,
    scope,
    certificate,
  }: Pick<ClientRequest, 'certificate' | 'scope'> & { readonly token: string }): Promise<Client> {
    const issuer = this.issuers.get(issuerOf(token))
    if (issuer === undefined) {
      throw new IdentityError('CLIENT_TOKEN_FROM_ANOTHER', 'it is of no issuer named here')
    }
    const claims = await verifyJwt('CLIENT_TOKEN', token, issuer.key, {
      issuer: issuer.settings.issuer,
      audience: this.audience,
      typ: 'at+jwt',
      maxTokenAge: TOKEN_AGE,
      requiredClaims: ['sub', 'client_id', 'scope'],
    })
    const client = this.clients.get(keyOf(issuer.settings.name, String(claims.client_id)))
    // Of a token a user was given, the subject is the user.
    if (client === undefined || claims.sub !== client.clientId) {
      throw new IdentityError('CLIENT_UNKNOWN', 'no client of this name may record here')
    }
    assertCertificate(claims, client, certificate)
    assertScope(client, scope, String(claims['scope']).split(' '))
    return client
  }

  private async personOf(
    { role }: JWTPayload,
    { credential, evidence }: Proof,
  ): Promise<Identification> {
    const known = await this.persons.find(credential)
    if (known === undefined) {
      throw new IdentityError('SUBJECT_UNBOUND', 'whom the platform names is not enrolled')
    }
    const checkedAt = new Date(this.clock.now()).toISOString()
    const authentication = { method: 'oidc', validity: 'good', checkedAt } as const
    const found = identified(known, authentication, { authentication: { ...evidence } })
    return role === undefined ? found : inRole(found, role)
  }
}

/** For whom an assertion is whose signature holds; nobody where it names another platform's user, or none. */
function proofOf(
  claims: JWTPayload | undefined,
  { clientId, persons: { issuer } }: Client,
  assertion: string,
): Proof | undefined {
  if (claims?.iss !== issuer || typeof claims.sub !== 'string') return undefined
  return {
    credential: { method: 'oidc', issuer, subject: claims.sub },
    evidence: { assertion: hash('sha256', assertion), client: clientId, issuer },
  }
}

function assertScope({ scopes }: Client, scope: Scope, granted?: readonly string[]): void {
  if (scopes.includes(scope) && granted?.includes(scope) !== false) return
  throw new IdentityError('CLIENT_SCOPE_INSUFFICIENT', `this takes the scope ${scope}`)
}

function assertCertificate(
  { cnf }: JWTPayload,
  { certificateBound }: Client,
  certificate: string | undefined,
): void {
  if (cnf === undefined && !certificateBound) return
  const bound = (cnf as Readonly<Record<string, unknown>> | null | undefined)?.['x5t#S256']
  if (certificate !== undefined && bound === certificate) return
  throw new IdentityError('CLIENT_CERTIFICATE_MISMATCH', 'the token is of another connection')
}

/** The person in the role the assertion names, of those he has. */
function inRole(found: Identification, named: unknown): Identification {
  const role = found.roles.find((held) => held === named)
  if (role !== undefined) return { ...found, person: { ...found.person, role } }
  throw new IdentityError('ROLE_NOT_HELD', 'this person has no such role here')
}

/** What a token says of its issuer before anything is known of it. */
function issuerOf(token: string): string {
  try {
    return String(decodeJwt(token).iss)
  } catch (cause) {
    throw new IdentityError('CLIENT_TOKEN_MALFORMED', 'it cannot be read', { cause })
  }
}

function keyOf(issuer: string, clientId: string): string {
  return JSON.stringify([issuer, clientId])
}
