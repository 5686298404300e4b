import { keySigner } from '../../node/index.ts'
import {
  derBoolean,
  derExplicit,
  derOctetString,
  derOid,
  derSequence,
} from '../../src/asn1/der-writer.ts'
import { der } from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { tag } from '../../src/asn1/tag.ts'
import { concatBytes } from '../../src/bytes/bytes.ts'
import { parseCertificate } from '../../src/certificate/parse-certificate.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { seededBytes } from '../test-world.ts'
import {
  constructedContent,
  appended,
  indefiniteLength,
  reverseSet,
  twoSigners,
} from '../token-mutations.ts'
import {
  genTime,
  imprint,
  nonce,
  policy,
  replaced,
  tsaFixture,
  type TsaFixture,
} from '../tsa-fixture.ts'
import { publishedKeys, type Parts, type TokenCase } from './part.ts'
import { fingerprint, type TokenRow, tokensBySigner, tokensSigned } from './token-signer-vectors.ts'

export async function tokenVectors(): Promise<Parts<TokenCase>> {
  const keys = publishedKeys()
  const key = (pem: string) => keySigner(pem)
  const fixture = await tsaFixture({
    rootKey: key(keys.root),
    tsaKey: key(keys.tsa),
    random: seededBytes('tokens'),
  })
  const rows = [
    ...(await said(fixture)),
    ...(await tokensBySigner(fixture)),
    ...tokensSigned(fixture),
    ...(await formed(fixture)),
  ]
  const { pki, certificate } = fixture
  return {
    common: {
      imprint: imprint.toHex(),
      nonce: nonce.toHex(),
      policies: [policy],
      roots: [pki.root.der.toBase64()],
      certificates: [fingerprint(certificate)],
      accuracy: 1000,
      chain: [],
      crls: [(await fixture.crl()).toBase64()],
      ocsps: [],
    },
    cases: [...(await accepted(fixture)), ...(await Promise.all(rows.map(toCase)))],
  }

  async function toCase([
    name,
    what,
    codes,
    token,
    surroundings = {},
  ]: TokenRow): Promise<TokenCase> {
    const bytes = token instanceof Uint8Array ? token : await fixture.token(token)
    return { name, what, codes, ...surroundings, token: bytes.toBase64() }
  }
}

async function accepted({ token }: TsaFixture): Promise<readonly TokenCase[]> {
  const good = (await token()).toBase64()
  const bracket = { notBefore: genTime - 100, notAfter: genTime + 100, revocation: 'good' } as const
  const wide = { ...bracket, notBefore: genTime - 1000, notAfter: genTime + 1000 }
  return [
    { name: 'good', what: 'a token', codes: [], accepted: bracket, token: good },
    {
      name: 'accuracy-missing',
      what: 'it states no accuracy: the given one counts',
      codes: [],
      accepted: wide,
      token: (await token({ tstInfo: { accuracy: 0 } })).toBase64(),
    },
    {
      name: 'revocation-missing',
      what: 'no list tells of revocation',
      codes: [],
      accepted: { ...bracket, revocation: 'unknown' },
      crls: [],
      token: good,
    },
  ]
}

/** What the token says against what was asked for. */
async function said({ certificate, token }: TsaFixture): Promise<readonly TokenRow[]> {
  const good = await token()
  const { issuer } = parseCertificate(certificate)
  const extension = derSequence(
    derOid('1.2.3.4'),
    derBoolean(true),
    derOctetString(Uint8Array.of(5, 0)),
  )
  return [
    [
      'imprint-other',
      'over other data',
      ['TOKEN_IMPRINT_MISMATCH'],
      good,
      { imprint: '00'.repeat(32) },
    ],
    [
      'imprint-algorithm-other',
      'the imprint said to be SHA-384',
      ['TOKEN_IMPRINT_ALGORITHM'],
      { content: (plain) => replaced(plain, derOid(oid.sha256), derOid(oid.sha384)) },
    ],
    [
      'nonce-other',
      'the answer to another request',
      ['TOKEN_NONCE_MISMATCH'],
      good,
      { nonce: '41' },
    ],
    ['nonce-missing', 'no nonce', ['TOKEN_NONCE_MISMATCH'], { tstInfo: { nonce: null } }],
    [
      'policy-other',
      'a policy that is not accepted',
      ['TOKEN_POLICY_NOT_ACCEPTED'],
      { tstInfo: { policy: '1.2.3' } },
    ],
    [
      'in-the-future',
      'genTime later than now',
      ['TOKEN_IN_THE_FUTURE'],
      good,
      { at: genTime - 101 },
    ],
    [
      'extension-critical',
      'a critical extension that nobody knows',
      ['TOKEN_EXTENSION_UNKNOWN'],
      { content: (plain) => appended(plain, der(tag.constructedContext(1), extension)) },
    ],
    [
      'tsa-name-other',
      'the name of another authority',
      ['TOKEN_TSA_NAME_MISMATCH'],
      { content: (plain) => appended(plain, derExplicit(0, derExplicit(4, issuer))) },
    ],
  ]
}

/** The form. */
async function formed(fixture: TsaFixture): Promise<readonly TokenRow[]> {
  const good = await fixture.token()
  const two = await twoSigners(fixture)
  return [
    [
      'signer-second',
      'two SignerInfos, each valid, both certificates pinned',
      ['TOKEN_SIGNER_COUNT'],
      two,
      { certificates: parseToken(two).certificates.map(fingerprint) },
    ],
    [
      'signer-missing',
      'no SignerInfo',
      ['TOKEN_SIGNER_COUNT', 'TOKEN_CERTIFICATE_MISSING'],
      { signers: () => [] },
    ],
    [
      'attributes-out-of-order',
      'the signed attributes the other way round',
      ['TOKEN_MALFORMED'],
      { afterSigning: reverseSet },
    ],
    [
      'trailing-byte',
      'a byte after the end',
      ['TOKEN_TRAILING_BYTES'],
      concatBytes(good, Uint8Array.of(0)),
    ],
    ['ber-indefinite-length', 'BER: a length left open', ['TOKEN_NOT_DER'], indefiniteLength(good)],
    [
      'ber-padded-length',
      'BER: a length with a leading zero',
      ['TOKEN_NOT_DER'],
      concatBytes(Uint8Array.of(0x30, 0x83, 0), good.subarray(2)),
    ],
    [
      'ber-constructed-content',
      'BER: the content in parts',
      ['TOKEN_NOT_DER'],
      constructedContent(good),
    ],
    ['end-cut', 'the last byte taken out', ['TOKEN_NOT_DER'], good.subarray(0, -1)],
    [
      'no-token',
      'a signed note instead of a token',
      ['TOKEN_NOT_DER'],
      new TextEncoder().encode('origin\n1\n'),
    ],
  ]
}
