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
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
} as const

const cache = new Map<string, string>()

/** The dotted form of OBJECT IDENTIFIER content bytes, or undefined when they are not DER (untrusted). */
export function parseOid(content: Uint8Array): string | undefined {
  const key = String.fromCharCode(...content.subarray(0, 32))
  const known = content.length <= 32 ? cache.get(key) : undefined
  if (known !== undefined) return known
  const arcs: number[] = []
  let arc = 0
  let started = false
  for (const byte of content) {
    if (!started && byte === 0x80) return undefined
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 128) return undefined
    started = byte >= 0x80
    if (!started) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first] = arcs
  if (started || first === undefined) return undefined
  const root = first < 40 ? 0 : first < 80 ? 1 : 2
  const dotted = [root, first - 40 * root, ...arcs.slice(1)].join('.')
  if (content.length <= 32 && cache.size < 512) cache.set(key, dotted)
  return dotted
}
