export { ifReadable, LedgerError } from './errors.ts'
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
export { ENVELOPE_VERSION, ROLES } from './entry/envelope.ts'
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
  RequestReference,
  Role,
} from './entry/envelope.ts'
export { MAX_RECIPIENTS, ZONE_NAME } from './entry/expertise-event-types.ts'
export { eventDataProblem, eventTypes, findEventType, mayCommit } from './entry/event-types.ts'
export type { EventLabel, EventType } from './entry/event-types.ts'
export { isCode, isEntryStream, isUuid } from './shape/forms.ts'
export { isInstant, isRfc3339 } from './shape/instant.ts'
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
export { checkRevocation, revocationAnswers } from './certificate/revocation.ts'
export type { RevocationCode, RevocationInput, RevocationResult } from './certificate/revocation.ts'
export { buildOcspRequest } from './certificate/ocsp-request.ts'
export { parseCrl } from './certificate/parse-crl.ts'
export { parseOcspResponse } from './certificate/parse-ocsp.ts'
export { keyUsageBits } from './certificate/parse-certificate.ts'
export { CompactRange } from './merkle/compact-range.ts'
export type { CompactRangeState } from './merkle/compact-range.ts'
export {
  consistencyProof,
  consistencyProofFrom,
  verifyConsistency,
} from './merkle/consistency-proof.ts'
export type { ConsistencyClaim } from './merkle/consistency-proof.ts'
export { inclusionProof, inclusionProofFrom, verifyInclusion } from './merkle/inclusion-proof.ts'
export type { InclusionClaim } from './merkle/inclusion-proof.ts'
export { PackedTree } from './merkle/packed-tree.ts'
export { rootAt } from './merkle/subtree-reader.ts'
export type { SubtreeReader } from './merkle/subtree-reader.ts'
export { emptyRoot, hashLeaf, hashNode } from './merkle/tree-hash.ts'
export { treeRoot } from './merkle/tree-root.ts'
export { formatCheckpoint, parseCheckpoint } from './checkpoint/checkpoint.ts'
export type { Checkpoint } from './checkpoint/checkpoint.ts'
export { formatNote, parseNote } from './checkpoint/note.ts'
export type { Note, NoteSignature } from './checkpoint/note.ts'
export { openCheckpoint, prepareCheckpoint } from './checkpoint/open-checkpoint.ts'
export type {
  CheckpointProblem,
  OpenedCheckpoint,
  PreparedCheckpoint,
} from './checkpoint/open-checkpoint.ts'
export { signCheckpoint } from './checkpoint/sign-checkpoint.ts'
export { formatVerifierKey, noteKeyId, parseVerifierKey } from './checkpoint/verifier-key.ts'
export type { VerifierKey } from './checkpoint/verifier-key.ts'
export { parseToken } from './timestamp/parse-token.ts'
export type { TimestampToken } from './timestamp/parse-token.ts'
export { buildTimestampRequest, timestampNonce } from './timestamp/timestamp-request.ts'
export type { TimestampRequest } from './timestamp/timestamp-request.ts'
export { parseTimestampResponse } from './timestamp/timestamp-response.ts'
export type {
  TimestampFailure,
  TimestampResponse,
  TimestampStatus,
} from './timestamp/timestamp-response.ts'
export type { TokenProblem, TokenProblemCode } from './timestamp/token-problem.ts'
export type { TstInfo } from './timestamp/tst-info.ts'
export { TokenVerifier, verifyToken } from './timestamp/verify-token.ts'
export type { TokenEvidence, TokenResult, TokenTrust } from './timestamp/verify-token.ts'
export {
  createEvidenceRecord,
  encodeEvidenceRecord,
} from './evidence-record/encode-evidence-record.ts'
export { evidenceRoot, evidenceTree } from './evidence-record/evidence-tree.ts'
export type { EvidenceTree } from './evidence-record/evidence-tree.ts'
export { parseEvidenceRecord } from './evidence-record/parse-evidence-record.ts'
export type { EvidenceRecord } from './evidence-record/parse-evidence-record.ts'
export {
  evidenceRecordRoot,
  verifyEvidenceRecord,
} from './evidence-record/verify-evidence-record.ts'
export type {
  EvidenceRecordEvidence,
  EvidenceRecordProblem,
  EvidenceRecordResult,
} from './evidence-record/verify-evidence-record.ts'
export { ERASURES_STREAM, exportErasures } from './source/export-erasures.ts'
export { KEYS_STREAM } from './entry/genesis.ts'
export type { LedgerOpened, LedgerTsa, SealKeyAdded } from './entry/genesis.ts'
export { ALGORITHMS } from './records/algorithms.ts'
export type { Algorithms } from './records/algorithms.ts'
export { encodeRecord, recordHash } from './records/encode-record.ts'
export {
  MAX_BATCH_BYTES,
  MAX_BATCH_ENTRIES,
  MAX_RUN_ENTRIES,
  isClosingRecord,
  parseBatchRecord,
  parseClosingRecord,
  parseStampingRecord,
  parseStampRecord,
} from './records/parse-record.ts'
export {
  BATCH_VERSION,
  CLOSED_VERSION,
  REVOCATION_VERSION,
  STAMP_VERSION,
} from './records/records.ts'
export type {
  BatchRecord,
  ClosingRecord,
  SealedRange,
  RevocationRecord,
  StampingRecord,
  StampRecord,
  StampToken,
} from './records/records.ts'
export { parseReceipt } from './receipt/parse-receipt.ts'
export { RECEIPT_MEDIA_TYPE, RECEIPT_VERSION } from './receipt/receipt.ts'
export type {
  KeyEvidence,
  Receipt,
  ReceiptSeal,
  ReceiptStamp,
  ReceiptState,
  StampedNote,
} from './receipt/receipt.ts'
export { verifyReceipt } from './verifier/receipt/verify-receipt.ts'
export type {
  CheckReport,
  ErasedReport,
  Finding,
  FindingIndication,
  Place,
  Report,
  TrustReport,
  Unchecked,
  Verdict,
} from './report/report.ts'
export {
  EXPORT_MEDIA_TYPE,
  EXPORT_VERSION,
  MAX_LINE_BYTES,
  type ExportHeader,
  type ExportTrailer,
} from './source/export-format.ts'
export { introducedTsas } from './verifier/key-entries.ts'
export { TrustedTsas, type TrustedAuthority } from './verifier/trusted-tsas.ts'
export { tsaCertificateProblems } from './timestamp/tsa-certificate-problems.ts'
export { exportSource } from './source/export-reader.ts'
export { ExportWriter } from './source/export-writer.ts'
export type { RunningDigest } from './source/export-writer.ts'
export type {
  BatchItem,
  BrokenItem,
  EntryItem,
  LedgerItem,
  LedgerSource,
  StampItem,
} from './source/ledger-source.ts'
export { parseTrust } from './trust/parse-trust.ts'
export { readGenesis, trustFromGenesis } from './trust/trust-from-genesis.ts'
export type { GenesisAnchors } from './trust/trust-from-genesis.ts'
export { TRUST_VERSION } from './trust/trust.ts'
export type { Trust, TrustedTsa } from './trust/trust.ts'
export { findingCodes } from './verifier/finding-code.ts'
export type { SignatureVerifier } from './verifier/signature-verifier.ts'
export { verify } from './verifier/verify.ts'
export type { Against, Progress, VerifyOptions } from './verifier/verify-options.ts'
export { parseAgainst } from './verifier/parse-against.ts'
export { encodeReceipt } from './receipt/encode-receipt.ts'
export { reportText } from './report/report-text.ts'
export { verifyReceiptFile } from './verifier/receipt/verify-receipt-file.ts'
