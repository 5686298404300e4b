import { parseBase64 } from '../bytes/base64.ts'
import { parseHex } from '../bytes/hex.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { StampToken } from '../records/records.ts'
import { parseToken } from '../timestamp/parse-token.ts'
import type { TokenResult } from '../timestamp/verify-token.ts'
import type { FindingCode } from './finding-code.ts'
import type { StampedToken } from './placed.ts'
import type { TrustedAuthority, TrustedTsas } from './trusted-tsas.ts'

export interface TokenVerdict {
  /** SHA-256 of the DER, hexadecimal: what anchors name. Absent when it cannot be read. */
  readonly hash?: string
  /** What it proves; present when nothing but trust or revocation is left open. */
  readonly token?: StampedToken
  /** What later revocation data is asked about; present when none came with the token. */
  readonly unproved?: Pick<TrustedAuthority, 'verifier'> & {
    readonly path: readonly Certificate[]
  }
  /** Signed under the development marker: worth nothing in a production ledger. */
  readonly isDevelopment?: boolean
  readonly failures: readonly TokenFinding[]
  /** What could not be checked. */
  readonly open: readonly TokenFinding[]
}

interface TokenFinding {
  readonly code: FindingCode
  readonly message: string
}

/** What is left open of a token that no revocation data covers. */
export const revocationUnknown: TokenFinding = {
  code: 'TOKEN_REVOCATION_UNKNOWN',
  message: 'no revocation data covers the time of the token',
}

/** Problems that are only the want of a trust file. */
const wantOfTrust: ReadonlySet<string> = new Set(['TOKEN_CHAIN_UNTRUSTED'])

/** Verifies one untrusted token of a stamping record over an imprint, strictly (DESIGN §5). */
export async function verifyStampToken(
  stamped: StampToken,
  imprint: string,
  tsas: TrustedTsas,
  crypto: Crypto,
): Promise<TokenVerdict> {
  const authority = tsas.find(stamped.tsa)
  if (authority === undefined) {
    const message = `${stamped.tsa} is a time-stamping authority of neither the trust file nor the ledger`
    return { failures: [{ code: 'TSA_NOT_TRUSTED', message }], open: [] }
  }
  try {
    const der = parseBase64(stamped.token)
    const hash = crypto.digest('sha-256', der).toHex()
    const result = await authority.verifier.verify({
      token: der,
      imprint: parseHex(imprint, 32),
      nonce: stamped.nonce,
      // The record names the policy, the trust file the accepted ones.
      policies: authority.tsa.policies.filter((policy) => policy === stamped.policy),
      chain: stamped.chain.map(parseBase64),
      crls: stamped.crls.map(parseBase64),
      ocsps: stamped.ocsps.map(parseBase64),
    })
    return result.ok
      ? { hash, ...provedBy(result, hash, authority) }
      : { hash, ...refusedBy(result.problems, tsas.hasTrust ? undefined : der, hash, authority) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { failures: [{ code: 'TOKEN_INVALID', message: error.message }], open: [] }
  }
}

type Verdict = Omit<TokenVerdict, 'hash'>

function provedBy(
  result: Extract<TokenResult, { ok: true }>,
  hash: string,
  { verifier }: TrustedAuthority,
): Verdict {
  const { genTime, notBefore, notAfter, revocation, certificate, path } = result
  const token = { hash, genTime, notBefore, notAfter }
  const proved = { token, isDevelopment: certificate.isDevelopment, failures: [] }
  if (revocation === 'good') return { ...proved, open: [] }
  return { ...proved, open: [revocationUnknown], unproved: { verifier, path } }
}

/** @param der given where no trust file is: then the want of a trusted root is left open */
function refusedBy(
  problems: Extract<TokenResult, { ok: false }>['problems'],
  der: Uint8Array | undefined,
  hash: string,
  { tsa }: TrustedAuthority,
): Verdict {
  const failures =
    der === undefined ? problems : problems.filter(({ code }) => !wantOfTrust.has(code))
  if (der === undefined || failures.length > 0) return { failures, open: [] }
  const { tstInfo } = parseToken(der)
  const margin = tstInfo.accuracy ?? tsa.accuracy
  const token = {
    hash,
    genTime: tstInfo.genTime,
    notBefore: tstInfo.genTime - margin,
    notAfter: tstInfo.genTimeCeiling + margin + (tstInfo.hasFraction ? 0 : 1000),
  }
  const message = 'its chain leads to no trusted root'
  return { token, failures: [], open: [{ code: 'TRUST_NOT_GIVEN', message }] }
}
