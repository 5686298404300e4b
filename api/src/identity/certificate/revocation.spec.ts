import { keySigner } from '@contremarque/ledger/node'
import { crypto, DAY, noon, TestAuthority, type Keyed } from '../../../test/certificate-kit.js'
import { IdentityError } from '../identity-error.js'
import type { CertificateAuthority } from './certificate-authority.js'
import type { RevocationSource } from './revocation-source.js'
import { Revocation } from './revocation.js'

const HOUR = 3_600_000
const responder = 'http://ocsp.invalid/'
const list = 'http://crl.invalid/list.crl'
const authority = await TestAuthority.make()
const below = await TestAuthority.make(authority)
const impostor = await TestAuthority.make()
const anne = await authority.issue()
const bruno = await authority.issue({ commonName: 'Bruno' })
const { pki } = authority

type Told = Uint8Array | Promise<Uint8Array> | null

/** Sources that say what a test wants, null being silence; they count how often they are asked. */
class ToldSource implements RevocationSource {
  readonly asked: string[] = []
  says: Record<string, Told> = {}

  answer(url: string): Promise<Uint8Array> {
    return this.say(url)
  }

  list(location: string): Promise<Uint8Array> {
    return this.say(location)
  }

  private async say(where: string): Promise<Uint8Array> {
    this.asked.push(where)
    const told = await (this.says[where] ?? null)
    if (told === null) throw new IdentityError('REVOCATION_UNKNOWN', 'silent')
    return told
  }
}

let source: ToldSource
let now: number
let revocation: Revocation

beforeEach(() => {
  source = new ToldSource()
  now = noon
  revocation = new Revocation(source, () => now, crypto)
})

function statusOf(
  settings: Partial<CertificateAuthority['revocation']>,
  { certificate }: Keyed = anne,
) {
  const path = [certificate, pki.root]
  return revocation.statusOf({ certificate, authority: authority.settings(settings), path })
}

type Template = Parameters<typeof pki.issueOcsp>[0]

function answer(changes: Partial<Template> = {}, by?: Parameters<typeof pki.issueOcsp>[1]) {
  const times = { producedAt: now, thisUpdate: now, nextUpdate: now + 12 * HOUR }
  return pki.issueOcsp({ certificate: anne.certificate, status: 'good', ...times, ...changes }, by)
}

function crl(changes: Partial<Parameters<typeof pki.issueCrl>[0]> = {}, from = authority) {
  const times = { number: 1, thisUpdate: now - HOUR, nextUpdate: now + HOUR }
  return from.pki.issueCrl({ ...times, revoked: [], ...changes })
}

const revoked = { revoked: [{ serial: anne.certificate.serial, at: noon - DAY }] }
const refused = (code: string): unknown => expect.objectContaining({ code })
const POLICIES = ['require', 'accept-unknown'] as const

describe('what is answered', () => {
  test('a current answer or list that clears the certificate is good', async () => {
    source.says = { [responder]: answer(), [list]: crl() }
    expect(await statusOf({ ocsp: responder })).toBe('good')
    expect(await statusOf({ crls: [list] })).toBe('good')
  })

  test('an answer without a next update counts while it is new', async () => {
    const fresh = { status: 'good', producedAt: now, thisUpdate: now - 240_000 } as const
    source.says[responder] = pki.issueOcsp({ certificate: anne.certificate, ...fresh })
    expect(await statusOf({ ocsp: responder })).toBe('good')
    now += 120_000
    await expect(statusOf({ ocsp: responder })).rejects.toEqual(refused('OCSP_ANSWER_OLD'))
  })

  test.each(POLICIES)('T-51 revoked is refused whoever says so, under %s', async (policy) => {
    source.says = { [responder]: answer({ status: { revokedAt: noon - HOUR } }), [list]: crl() }
    const by = { policy, ocsp: responder, crls: [list] }
    await expect(statusOf(by)).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
    source.says = { [`${responder}b`]: answer(), [`${list}b`]: crl(revoked) }
    const other = { policy, ocsp: `${responder}b`, crls: [`${list}b`] }
    await expect(statusOf(other)).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
  })

  test('T-51 a revocation dated ahead counts at once, whatever else is answered', async () => {
    const ahead = { serial: anne.certificate.serial, at: noon + DAY, reason: 4 }
    source.says = { [responder]: answer(), [list]: crl({ revoked: [ahead] }) }
    for (const ocsp of [null, responder]) {
      const asked = statusOf({ ocsp, crls: [list] })
      await expect(asked).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
    }
  })

  test('T-51 a revoked intermediate refuses whom it certified', async () => {
    const { certificate } = await below.issue()
    const revokedBelow = { revoked: [{ serial: below.pki.root.serial, at: noon - HOUR }] }
    source.says = { [list]: crl(revokedBelow), [`${list}2`]: crl({}, below) }
    const path = [certificate, below.pki.root, pki.root]
    const settings = authority.settings({ crls: [list, `${list}2`] })
    const asked = () => revocation.statusOf({ certificate, authority: settings, path })
    await expect(asked()).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
    revocation = new Revocation(source, () => now, crypto)
    source.says[list] = crl()
    expect(await asked()).toBe('good')
  })
})

test('T-51 nobody but a list speaks of an intermediate, whatever the responder says of its holders', async () => {
  const { certificate } = await below.issue()
  const times = { producedAt: now, thisUpdate: now, nextUpdate: now + HOUR }
  source.says = {
    [responder]: below.pki.issueOcsp({ certificate, status: 'good', ...times }),
    [list]: crl(),
  }
  const path = [certificate, below.pki.root, pki.root]
  const by = (settings: Partial<CertificateAuthority['revocation']>) =>
    revocation.statusOf({ certificate, authority: authority.settings(settings), path })
  await expect(by({ ocsp: responder })).rejects.toEqual(refused('REVOCATION_UNKNOWN'))
  expect(await by({ ocsp: responder, policy: 'accept-unknown' })).toBe('unknown')
  expect(await by({ ocsp: responder, crls: [list] })).toBe('good')
})

describe('an answer that is wrong is refused under any policy', () => {
  const cases: readonly (readonly [string, string, () => Promise<Uint8Array>])[] = [
    ['old', 'OCSP_ANSWER_OLD', () => answer({ thisUpdate: noon - DAY, nextUpdate: noon - HOUR })],
    ['of the future', 'OCSP_ANSWER_OLD', () => answer({ thisUpdate: noon + HOUR })],
    [
      'about another certificate',
      'OCSP_ANSWER_FOREIGN',
      () => answer({ certificate: bruno.certificate }),
    ],
    ['about another authority’s', 'OCSP_ANSWER_FOREIGN', () => ofImpostor()],
    ['signed by the holder', 'OCSP_ANSWER_UNSIGNED', () => answer({}, signer(anne))],
    ['signed by a delegate of another', 'OCSP_ANSWER_UNSIGNED', () => byForeignDelegate()],
    ['changed on the way', 'OCSP_ANSWER_UNSIGNED', () => changed()],
    ['that it is not known', 'REVOCATION_UNKNOWN', () => answer({ status: 'unknown' })],
  ]

  test.each(cases.flatMap((one) => POLICIES.map((policy) => [...one, policy] as const)))(
    'T-51 an answer %s: %s',
    async (_, code, make, policy) => {
      source.says[responder] = make()
      await expect(statusOf({ ocsp: responder, policy })).rejects.toEqual(refused(code))
    },
  )

  test.each(cases.flatMap((one) => POLICIES.map((policy) => [...one, policy] as const)))(
    'T-51 an answer %s, beside a list that clears the certificate: %s',
    async (_, code, make, policy) => {
      source.says = { [responder]: make(), [list]: crl() }
      const by = { ocsp: responder, crls: [list], policy }
      await expect(statusOf(by)).rejects.toEqual(refused(code))
    },
  )

  test.each(cases)(
    'T-51 an answer %s, beside a list that names the certificate: revoked, not %s',
    async (_, __, make) => {
      source.says = { [responder]: make(), [list]: crl(revoked) }
      const by = { ocsp: responder, crls: [list] }
      await expect(statusOf(by)).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
    },
  )

  test('a delegate with the usage for it may answer', async () => {
    const delegate = await authority.issue({ usage: 'ocsp' })
    source.says[responder] = answer({}, signer(delegate))
    expect(await statusOf({ ocsp: responder })).toBe('good')
  })
})

describe('silence', () => {
  const garbage = Promise.resolve(Uint8Array.of(0x30, 3, 0x0a, 1, 3))

  test.each<[string, Told]>([
    ['nobody answers', null],
    ['the responder says try later', garbage],
  ])('T-51 %s: the policy decides', async (_, told) => {
    source.says[responder] = told
    const ocsp = responder
    await expect(statusOf({ ocsp })).rejects.toEqual(refused('REVOCATION_UNKNOWN'))
    expect(await statusOf({ ocsp, policy: 'accept-unknown' })).toBe('unknown')
  })

  test.each<[string, () => Promise<Uint8Array>]>([
    ['old', () => crl({ thisUpdate: noon - DAY, nextUpdate: noon - HOUR })],
    ['of the future', () => crl({ thisUpdate: noon + HOUR, nextUpdate: noon + DAY })],
    ['of another key', () => crl({}, impostor)],
  ])('T-51 a list %s tells nothing', async (_, make) => {
    source.says[list] = make()
    await expect(statusOf({ crls: [list] })).rejects.toEqual(refused('REVOCATION_UNKNOWN'))
    expect(await statusOf({ crls: [list], policy: 'accept-unknown' })).toBe('unknown')
  })

  test('an old list that names the certificate still refuses it', async () => {
    source.says[list] = crl({ thisUpdate: noon - DAY, nextUpdate: noon - HOUR, ...revoked })
    const asked = statusOf({ crls: [list], policy: 'accept-unknown' })
    await expect(asked).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
  })

  test.each<[string, Told]>([
    ['nobody answers', null],
    ['the responder says try later', garbage],
  ])('%s: one list that clears the certificate is enough', async (_, told) => {
    source.says = { [responder]: told, [list]: crl() }
    expect(await statusOf({ ocsp: responder, crls: [list, `${list}2`] })).toBe('good')
  })
})

describe('what is kept', () => {
  const ocsp = responder

  test('a source is asked once, and again after the time to refresh or at its next update', async () => {
    source.says[responder] = answer({ nextUpdate: now + 15 * 60_000 })
    const ask = () => statusOf({ ocsp, refresh: 10 * 60_000 })
    await ask()
    now += 10 * 60_000 - 1
    await ask()
    expect(source.asked).toHaveLength(1)
    now += 1
    await ask()
    expect(source.asked).toHaveLength(2)
    now += 5 * 60_000
    await expect(ask()).resolves.toBe('good')
    expect(source.asked).toHaveLength(3)
  })

  test('T-51 an answer that soon runs out is asked for anew then, not called old', async () => {
    source.says[responder] = answer({ nextUpdate: now + 5_000 })
    const ask = () => statusOf({ ocsp })
    await ask()
    now += 6_000
    source.says[responder] = answer()
    await expect(ask()).resolves.toBe('good')
  })

  test('what was answered serves on while the source is silent, until its next update', async () => {
    source.says[responder] = answer({ nextUpdate: now + HOUR })
    await statusOf({ ocsp })
    source.says = {}
    now += HOUR
    expect(await statusOf({ ocsp })).toBe('good')
    now += 60_000
    await expect(statusOf({ ocsp })).rejects.toEqual(refused('REVOCATION_UNKNOWN'))
  })

  test('a wrong answer does not push out a right one, and is asked about again soon', async () => {
    source.says[responder] = answer()
    await statusOf({ ocsp })
    source.says[responder] = answer({ certificate: bruno.certificate })
    now += 11 * 60_000
    expect(await statusOf({ ocsp })).toBe('good')
    source.says[responder] = answer({ status: { revokedAt: now } })
    now += 15_000
    await expect(statusOf({ ocsp })).rejects.toEqual(refused('CERTIFICATE_REVOKED'))
  })

  test('T-23 a silent source is left alone for a while, and asked once however many wait', async () => {
    const asked = () => statusOf({ ocsp, policy: 'accept-unknown' })
    expect(await Promise.all([asked(), asked(), asked()])).toEqual(Array(3).fill('unknown'))
    now += 14_999
    await asked()
    expect(source.asked).toHaveLength(1)
    now += 1
    await asked()
    expect(source.asked).toHaveLength(2)
  })

  test('answers about one certificate say nothing of another', async () => {
    source.says[responder] = answer()
    expect(await statusOf({ ocsp })).toBe('good')
    await expect(statusOf({ ocsp }, bruno)).rejects.toEqual(refused('OCSP_ANSWER_FOREIGN'))
  })
})

function signer({ certificate, privateKeyPem }: Keyed) {
  return { key: keySigner(privateKeyPem), certificate: certificate.der }
}

async function ofImpostor(): Promise<Uint8Array> {
  const times = { producedAt: now, thisUpdate: now, nextUpdate: now + HOUR }
  return impostor.pki.issueOcsp({ certificate: anne.certificate, status: 'good', ...times })
}

async function byForeignDelegate(): Promise<Uint8Array> {
  return answer({}, signer(await impostor.issue({ usage: 'ocsp' })))
}

async function changed(): Promise<Uint8Array> {
  const der = (await answer()).slice()
  der[der.length - 1]! ^= 1
  return der
}
