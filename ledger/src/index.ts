export { LedgerError } from './errors.ts'
export type { LedgerErrorCode, LedgerErrorDetails } from './errors.ts'
export { parseBase64, parseBase64url, toBase64, toBase64url } from './bytes/base64.ts'
export { compareBytes, concatBytes, equalBytes } from './bytes/bytes.ts'
export { isHex, parseHex, toHex } from './bytes/hex.ts'
export { decodeUtf8, encodeUtf8 } from './bytes/utf8.ts'
export type {
  Crypto,
  DigestAlgorithm,
  SignatureAlgorithm,
  SignatureCheck,
} from './crypto/crypto.ts'
export { COMMITMENT_VERSION, commitmentDigest } from './entry/commitment.ts'
export type { CommitmentOpening } from './entry/commitment.ts'
export { entryHash, storeEventId } from './entry/entry-hash.ts'
export { MAX_ENTRY_SIZE } from './entry/entry-layout.ts'
export { ENVELOPE_VERSION } from './entry/envelope.ts'
export type {
  Anchor,
  Authentication,
  ClockState,
  Commitment,
  DocumentReference,
  Envelope,
  JsonObject,
  JsonValue,
  OccurredAt,
  Role,
} from './entry/envelope.ts'
export { eventDataProblem, eventTypes, findEventType, mayCommit } from './entry/event-types.ts'
export type { EventLabel, EventType } from './entry/event-types.ts'
export { isInstant, isRfc3339 } from './entry/instant.ts'
export { canonicalize, parseCanonical } from './entry/jcs.ts'
export { entrySignatureCheck, parseEntry, parseSignedContent } from './entry/parse-entry.ts'
export type { ParsedEntry, SignedContent } from './entry/parse-entry.ts'
export { signEntry } from './entry/sign-entry.ts'
export type { SignedEntry } from './entry/sign-entry.ts'
export { MAX_COMMITMENTS, MAX_DOCUMENTS, validateEnvelope } from './entry/validate-envelope.ts'
export { developmentMarker } from './certificate/development-marker.ts'
export { parseCertificate } from './certificate/parse-certificate.ts'
export type { Certificate } from './certificate/parse-certificate.ts'
export type { KeySigner, NoteSigner, Signer } from './signature/signer.ts'
export type { ChainCode, ChainInput, ChainResult } from './certificate/verify-chain.ts'
export { verifyChain } from './certificate/verify-chain.ts'
export { checkRevocation } from './certificate/revocation.ts'
export type { RevocationCode, RevocationInput, RevocationResult } from './certificate/revocation.ts'
export { keyUsageBits } from './certificate/parse-certificate.ts'
