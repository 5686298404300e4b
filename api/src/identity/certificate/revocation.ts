import { buildOcspRequest, toHex, type Crypto } from '@contremarque/ledger'
import { IdentityError } from '../identity-error.js'
import type { RevocationSettings } from './certificate-authority.js'
import { KeptAnswers, type Answer } from './kept-answers.js'
import {
  judgeRevocation,
  nextUpdateOfAnswer,
  nextUpdateOfList,
  type Link,
} from './revocation-evidence.js'
import type { RevocationSource } from './revocation-source.js'
import type { ValidatedCertificate } from './validate-certificate.js'

/** Asks authorities what they revoked, and keeps what they said for as long as it counts. */
export class Revocation {
  private readonly answers: KeptAnswers

  constructor(
    private readonly source: RevocationSource,
    private readonly now: () => number,
    private readonly crypto: Crypto,
  ) {
    this.answers = new KeptAnswers(now)
  }

  /**
   * The status of every certificate on the way to the anchor. `unknown` only where the authority's
   * policy accepts it, and only for silence: an answer that is wrong is refused under any policy.
   * @throws IdentityError CERTIFICATE_REVOKED, REVOCATION_UNKNOWN, OCSP_ANSWER_OLD,
   * OCSP_ANSWER_FOREIGN, OCSP_ANSWER_UNSIGNED
   */
  async statusOf({ authority, path }: ValidatedCertificate): Promise<'good' | 'unknown'> {
    const { revocation } = authority
    const links = path.slice(1).map((issuer, i) => ({ certificate: path[i]!, issuer }))
    const statuses = await Promise.all(
      // The responder is the one for people's certificates; lists speak of those above too.
      links.map((link, i) =>
        this.ofLink(link, i === 0 ? revocation : { ...revocation, ocsp: null }),
      ),
    )
    return statuses.includes('unknown') ? 'unknown' : 'good'
  }

  private async ofLink(link: Link, settings: RevocationSettings): Promise<'good' | 'unknown'> {
    // What is kept counts when it is asked for: another source may take its time.
    const now = this.now()
    const [ocsp, ...lists] = await Promise.all([
      this.askResponder(link, settings),
      ...settings.crls.map((location) => this.fetchList(location, settings)),
    ])
    const crls = lists.flatMap((list) => (list === undefined ? [] : [list.der]))
    const judgement = await this.judge(link, ocsp?.der, crls, now)
    if (judgement.status === 'good') return 'good'
    if (judgement.status === 'refused') throw new IdentityError(judgement.code, judgement.reason)
    if (settings.policy === 'accept-unknown') return 'unknown'
    throw new IdentityError('REVOCATION_UNKNOWN', judgement.reason)
  }

  private async askResponder(
    link: Link,
    { ocsp, refresh, timeout }: RevocationSettings,
  ): Promise<Answer | undefined> {
    if (ocsp === null) return undefined
    const { certificate, issuer } = link
    const asked = `${ocsp} ${toHex(this.crypto.digest('sha-256', certificate.der))}`
    return this.answers.get(asked, refresh, async () => {
      const der = await this.source.answer(ocsp, buildOcspRequest(certificate, issuer), timeout)
      const { status, ...rest } = await this.judge(link, der, [], this.now())
      const isRevoked = 'code' in rest && rest.code === 'CERTIFICATE_REVOKED'
      const until = nextUpdateOfAnswer(der, this.now())
      return { der, until, isConclusive: status === 'good' || isRevoked }
    })
  }

  private fetchList(
    location: string,
    { refresh, timeout }: RevocationSettings,
  ): Promise<Answer | undefined> {
    return this.answers.get(location, refresh, async () => {
      const der = await this.source.list(location, timeout)
      const until = nextUpdateOfList(der)
      return { der, until, isConclusive: until >= this.now() }
    })
  }

  private judge(
    link: Link,
    ocsp: Uint8Array | undefined,
    crls: readonly Uint8Array[],
    now: number,
  ) {
    return judgeRevocation(link, { ocsp, crls }, now, this.crypto)
  }
}
