import { algorithms } from '../records/algorithms.ts'
import {
  base64url,
  code,
  count,
  entryStream,
  day,
  hash,
  instant,
  objectIdentifier,
  uuid,
  verifierKey,
} from '../shape/scalars.ts'
import { list, nullable, object, oneOf } from '../shape/shape.ts'
import { event, laterVersion, purpose, type EventType } from './event-type.ts'

const trustedTsa = {
  name: code,
  policies: list(objectIdentifier, 1, 16),
  certificates: list(hash, 1, 16),
  accuracy: count,
}

/** On what ground, a code. */
const erased = { commitments: list(hash, 1, 512), basis: code }

/** A published text: its digest is that of its bytes, and it is in the repository. */
const termsText = { version: code, sha256: hash }

/** Streams `platform-<topic>`. */
export const platformTypes: readonly EventType[] = [
  event('LedgerOpened', 'Registre ouvert', 'Ledger opened', {
    profile: oneOf('development', 'production'),
    algorithms,
    checkpointKey: verifierKey,
    /** The certificate that signs this very entry, DER. */
    sealCertificate: base64url,
    tsas: list(object(trustedTsa), 1, 16),
    /** Milliseconds. */
    mergeDelay: count,
    /**
     * The ledger this one goes on from: the last checkpoint known of it, and the tree that is held of it. A
     * smaller tree than the checkpoint's: the leaves between are missing.
     */
    predecessor: nullable(object({ checkpoint: base64url, size: count, root: hash })),
  }),
  event('SealKeyAdded', 'Clé de cachet ajoutée', 'Seal key added', { certificate: base64url }),
  event('TsaAdded', 'Autorité d’horodatage ajoutée', 'Time-stamping authority added', trustedTsa),
  event('TimestampingInterrupted', 'Horodatage interrompu', 'Time-stamping interrupted', {
    since: instant,
    tsas: list(code, 0, 16),
  }),
  event('TimestampingResumed', 'Horodatage rétabli', 'Time-stamping resumed', {
    since: instant,
    until: instant,
  }),
  event('StoreInterfered', 'Intervention dans la base', 'Event store interfered with', {
    kind: oneOf('access', 'deletion', 'scavenge', 'truncation'),
    /** Stream that it is about; null: the whole store, or none of this ledger's. */
    stream: nullable(entryStream),
    /** Position in the engine's log, decimal. */
    at: code,
  }),
  event('OpeningsErased', 'Données personnelles effacées', 'Personal data erased', erased),
  laterVersion(
    2,
    event(
      'OpeningsErased',
      'Données personnelles effacées',
      'Personal data erased',
      /** Whose: a pseudonym in the one stream that they stand in. */
      { ...erased, actor: uuid },
      ['erasureDecision', 'erasureReference'],
    ),
  ),
  event('TermsPublished', 'Conditions d’utilisation publiées', 'Terms of use published', {
    ...termsText,
    inForceFrom: day,
  }),
]

/** Streams `actor-<uuid>`: one person, outside any case. */
export const actorTypes: readonly EventType[] = [
  event(
    'ActorEnrolled',
    'Intervenant inscrit sur la plateforme',
    'Actor enrolled',
    { actor: uuid, role: code },
    ['address', 'name'],
  ),
  event('TermsAccepted', 'Conditions d’utilisation acceptées', 'Terms of use accepted', {
    version: code,
  }),
  laterVersion(
    2,
    event(
      'TermsAccepted',
      'Conditions d’utilisation acceptées',
      'Terms of use accepted',
      termsText,
    ),
  ),
  event('RoleGranted', 'Qualité attribuée', 'Role granted', { actor: uuid, role: code }),
  event('RoleWithdrawn', 'Qualité retirée', 'Role withdrawn', { actor: uuid, role: code }),
  event(
    'CredentialBound',
    'Moyen d’identification rattaché',
    'Credential bound',
    { actor: uuid, credential: uuid, method: oneOf('certificate', 'oidc') },
    ['fingerprint', 'issuer', 'serial', 'subject'],
  ),
  event('CredentialUnbound', 'Moyen d’identification retiré', 'Credential unbound', {
    actor: uuid,
    credential: uuid,
    reason: oneOf('renewed', 'revoked', 'withdrawn'),
  }),
]

/** Streams `console-<uuid>`: what one person reads outside a case. */
export const consoleTypes: readonly EventType[] = [
  event('ConsoleSessionOpened', 'Session ouverte', 'Session opened', { session: uuid }),
  event('ConsoleConsulted', 'Écran consulté', 'Screen consulted', { screen: code }),
  event('CasesSearched', 'Recherche effectuée', 'Cases searched', { results: count }, ['query']),
  event('PurposeStated', 'Finalité indiquée', 'Purpose stated', { session: uuid, purpose }, [
    'detail',
  ]),
  laterVersion(
    2,
    event('ConsoleConsulted', 'Écran consulté', 'Screen consulted', { screen: code, purpose }),
  ),
  laterVersion(
    2,
    event('CasesSearched', 'Recherche effectuée', 'Cases searched', { results: count, purpose }, [
      'query',
    ]),
  ),
  event('LedgerExported', 'Registre exporté', 'Ledger exported', {
    use: oneOf('download', 'verification'),
    purpose,
  }),
  event('ConsoleSessionEnded', 'Session terminée', 'Session ended', {
    session: uuid,
    /** From the first purpose stated to the last read. */
    from: instant,
    until: instant,
    reads: count,
    cause: oneOf('closed', 'ended', 'interrupted', 'stopped'),
  }),
]

/** Streams `journal-<uuid>`: one case of a journal imported from another platform. */
export const journalTypes: readonly EventType[] = [
  event(
    'JournalEntryImported',
    'Ligne de journal importée',
    'Journal entry imported',
    { source: code, activity: code },
    ['actor', 'case', 'key', 'label', 'row.*'],
  ),
]
