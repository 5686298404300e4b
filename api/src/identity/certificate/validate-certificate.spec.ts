import { crypto, DAY, noon, TestAuthority, type Keyed } from '../../../test/certificate-kit.js'
import type { CertificateAuthority } from './certificate-authority.js'
import { validateCertificate } from './validate-certificate.js'

const authority = await TestAuthority.make()
const below = await TestAuthority.make(authority)
const stranger = await TestAuthority.make()
const anne = await authority.issue()

function validate(
  { certificate }: Pick<Keyed, 'certificate'>,
  chain: readonly Uint8Array[] = [],
  authorities = [authority.settings()],
  at = noon,
) {
  return validateCertificate({ der: certificate.der, chain }, authorities, at, crypto)
}

const refused = (code: string): unknown => expect.objectContaining({ code })

test('a certificate of a configured authority, valid now and made for this, has a path', async () => {
  const { authority: found, path } = await validate(anne)
  expect(found.name).toBe('essai')
  expect(path.map(({ commonName }) => commonName)).toEqual(['Anne', 'Development root'])
})

test('an intermediate may come from the configuration or from whoever connects', async () => {
  const under = await below.issue()
  await expect(validate(under)).rejects.toEqual(refused('CERTIFICATE_AUTHORITY_UNKNOWN'))
  expect((await validate(under, [below.pki.root.der])).path).toHaveLength(3)
  const configured = { ...authority.settings(), intermediates: [below.pki.root] }
  expect((await validate(under, [], [configured])).path).toHaveLength(3)
})

test('every authority is tried, and the one that fits is named', async () => {
  const other = { ...stranger.settings(), name: 'autre' }
  expect((await validate(anne, [], [other, authority.settings()])).authority.name).toBe('essai')
})

test.each([
  ['expired', 'CERTIFICATE_EXPIRED', { notAfter: noon - 1000 }],
  ['not yet valid', 'CERTIFICATE_NOT_YET_VALID', { notBefore: noon + 1 + 1000 }],
  ['for seals', 'CERTIFICATE_USAGE_WRONG', { usage: 'seal' }],
  ['for time-stamps', 'CERTIFICATE_USAGE_WRONG', { usage: 'tsa' }],
  ['for OCSP answers', 'CERTIFICATE_USAGE_WRONG', { usage: 'ocsp' }],
] as const)('T-51 a certificate %s is refused: %s', async (_, code, options) => {
  await expect(validate(await authority.issue(options))).rejects.toEqual(refused(code))
})

test('a certificate is valid to the end of its last second', async () => {
  const { certificate } = anne
  const at = (instant: number) => validate(anne, [], [authority.settings()], instant)
  await expect(at(certificate.notAfter + 999)).resolves.toBeDefined()
  await expect(at(certificate.notAfter + 1000)).rejects.toEqual(refused('CERTIFICATE_EXPIRED'))
  await expect(at(certificate.notBefore)).resolves.toBeDefined()
  await expect(at(certificate.notBefore - 1)).rejects.toEqual(refused('CERTIFICATE_NOT_YET_VALID'))
})

test('T-51 a key that may not sign is refused before its certificate’s signature is looked at', async () => {
  const der = Buffer.from(anne.certificate.der)
  const keyUsage = der.indexOf(Buffer.from('0603551d0f', 'hex'))
  const bits = der.indexOf(Buffer.from('03020780', 'hex'), keyUsage)
  expect(bits).toBeGreaterThan(keyUsage)
  // keyEncipherment in the place of digitalSignature.
  Buffer.from('03020520', 'hex').copy(der, bits)
  const presented = { der: new Uint8Array(der), chain: [] }
  await expect(
    validateCertificate(presented, [authority.settings()], noon, crypto),
  ).rejects.toEqual(refused('CERTIFICATE_USAGE_WRONG'))
})

test('T-51 the authority’s own certificate identifies nobody', async () => {
  await expect(validate({ certificate: authority.pki.root })).rejects.toEqual(
    refused('CERTIFICATE_USAGE_WRONG'),
  )
})

test('T-51 another authority’s certificate is refused, whatever chain comes with it', async () => {
  const foreign = await stranger.issue()
  for (const chain of [[], [stranger.pki.root.der]]) {
    await expect(
      validate(foreign, chain, [{ ...authority.settings(), anchors: [below.pki.root] }]),
    ).rejects.toEqual(refused('CERTIFICATE_AUTHORITY_UNKNOWN'))
  }
  await expect(validate(foreign, [], [])).rejects.toEqual(refused('CERTIFICATE_AUTHORITY_UNKNOWN'))
})

test('T-51 an authority of the same name and another key breaks the chain', async () => {
  const impostor = await TestAuthority.make()
  await expect(validate(await impostor.issue())).rejects.toEqual(
    refused('CERTIFICATE_CHAIN_BROKEN'),
  )
})

test('T-51 a certificate issued by no CA, or below one that had expired, breaks the chain', async () => {
  const under = await below.issue({ notAfter: noon + 9000 * DAY })
  const chain = [below.pki.root.der]
  const later = noon + 8000 * DAY
  await expect(validate(under, chain, [authority.settings()], later)).rejects.toEqual(
    refused('CERTIFICATE_CHAIN_BROKEN'),
  )
})

test('T-51 the authority vouches here for the names it is configured for only', async () => {
  const named = (subject: Record<string, string>) =>
    validate(anne, [], [{ ...authority.settings(), subject }])
  const organization = 'Contremarque (development, proves nothing)'
  await expect(named({ country: 'FR', organization })).resolves.toBeDefined()
  for (const subject of [{ country: 'DE' }, { organization: 'Autre' }]) {
    await expect(named(subject)).rejects.toEqual(refused('CERTIFICATE_NAME_WRONG'))
  }
})

test('each of two entries under one anchor vouches for names of its own', async () => {
  const entry = (name: string, organization: string) => {
    return { ...authority.settings(), name, subject: { organization } }
  }
  const own = entry('siens', 'Contremarque (development, proves nothing)')
  const others = entry('autres', 'Autre')
  for (const entries of [
    [own, others],
    [others, own],
  ]) {
    expect((await validate(anne, [], entries)).authority.name).toBe('siens')
  }
})

test('T-51 of several refusals the one is told that came furthest', async () => {
  const unknown = { ...authority.settings(), anchors: [below.pki.root] }
  const broken = stranger.settings()
  const named = { ...authority.settings(), subject: { organization: 'Autre' } }
  const tell = async (code: string, ...authorities: CertificateAuthority[]) => {
    for (const some of [authorities, authorities.toReversed()]) {
      await expect(validate(anne, [], some)).rejects.toEqual(refused(code))
    }
  }
  await tell('CERTIFICATE_CHAIN_BROKEN', unknown, broken)
  await tell('CERTIFICATE_NAME_WRONG', unknown, named, broken)
})

test.each([
  ['no DER', Uint8Array.of(1, 2, 3)],
  ['nothing', new Uint8Array(0)],
  ['much too large', new Uint8Array(100_000)],
])('T-51 what is %s is refused as unreadable', async (_, der) => {
  const presented = { der, chain: [] }
  await expect(
    validateCertificate(presented, [authority.settings()], noon, crypto),
  ).rejects.toEqual(refused('CERTIFICATE_UNREADABLE'))
})

test('no byte of a certificate can be changed so that it is accepted', async () => {
  for (let at = 0; at < anne.certificate.der.length; at++) {
    const der = anne.certificate.der.slice()
    der[at]! ^= 1 << (at % 8)
    await expect(
      validateCertificate({ der, chain: [] }, [authority.settings()], noon, crypto),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^CERTIFICATE_/) })
  }
})
