/** Object identifiers in use, dotted. */
export const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sha1: '1.3.14.3.2.26',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ecdsaWithSha512: '1.2.840.10045.4.3.4',
  ed25519: '1.3.101.112',
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  rsaWithSha384: '1.2.840.113549.1.1.12',
  rsaWithSha512: '1.2.840.113549.1.1.13',
  commonName: '2.5.4.3',
  organizationName: '2.5.4.10',
  countryName: '2.5.4.6',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  mgf1: '1.2.840.113549.1.1.8',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  issuingDistributionPoint: '2.5.29.28',
  deltaCrlIndicator: '2.5.29.27',
  serialNumber: '2.5.4.5',
  organizationIdentifier: '2.5.4.97',
  organizationalUnitName: '2.5.4.11',
  subjectAlternativeName: '2.5.29.17',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
} as const

/** Longest content of an identifier that is read: 2.25.<uuid> takes 20 bytes. */
const MAX_CONTENT = 64

const known: ReadonlyMap<string, string> = new Map(
  Object.values(oid).map((dotted) => [latin1(encodeOid(dotted)), dotted]),
)

/** Content bytes of an OBJECT IDENTIFIER; arcs may be of any size (2.25.<uuid>). */
export function encodeOid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return Uint8Array.from([40n * first + second, ...rest].flatMap(base128))
}

/** The dotted form of OBJECT IDENTIFIER content bytes, or undefined when they are not DER (untrusted). */
export function parseOid(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.length > MAX_CONTENT) return undefined
  return known.get(latin1(content)) ?? decode(content)
}

function decode(content: Uint8Array): string | undefined {
  const arcs: bigint[] = []
  let arc = 0n
  let isInside = false
  for (const byte of content) {
    if (!isInside && byte === 0x80) return undefined
    arc = arc * 128n + BigInt(byte & 0x7f)
    isInside = byte >= 0x80
    if (!isInside) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [first] = arcs
  if (isInside || first === undefined) return undefined
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - 40n * root, ...arcs.slice(1)].join('.')
}

function base128(arc: bigint): number[] {
  const bytes = [Number(arc % 128n)]
  for (let rest = arc / 128n; rest > 0n; rest /= 128n) bytes.unshift(Number(rest % 128n) | 0x80)
  return bytes
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
