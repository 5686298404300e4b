import {
  KEYS_STREAM,
  parseBase64,
  parseCertificate,
  parseTrust,
  toBase64,
  tsaCertificateProblems,
  type JsonObject,
  type LedgerTsa,
  type Trust,
} from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { problemsOf } from './assert-profile.js'
import { readText } from './brought-files.js'
import { FolderError } from './folder-error.js'
import { folderPaths } from './folder-paths.js'
import type { LedgerInfo, TsaSettings } from './ledger-info.js'
import { readLedgerInfo, writeLedgerInfo } from './ledger-info-file.js'
import type { RunningLedger } from './run-ledger.js'

/** A further time-stamping authority, or a further certificate of one that is there. */
export interface BroughtTsa {
  readonly name: string
  /** DER. */
  readonly certificate: Uint8Array
  /** Issuer certificates to keep beside each token, DER; absent: as before. */
  readonly chain?: readonly Uint8Array[]
  /** All of these are as before where they are absent, and wanted of an authority that is new. */
  readonly url?: string
  readonly policies?: readonly string[]
  readonly accuracy?: number
  readonly crls?: readonly string[]
  readonly ocsp?: string
}

export interface AddTsaOptions {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Opens the ledger in the folder; nobody else may be writing there. */
  readonly run: () => Promise<RunningLedger>
}

const MAX_TSAS = 16

/**
 * Tells in the ledger that tokens by the certificate count from then on (FORMATS §1), then has the
 * folder ask that authority. What was told already is not told again.
 * @returns whether it was told now
 * @throws FolderError, StoreError, SealingError
 */
export async function addTsa(
  path: string,
  brought: BroughtTsa,
  { now, run }: AddTsaOptions,
): Promise<boolean> {
  const paths = folderPaths(path)
  const info = await readLedgerInfo(paths)
  const trust = parseTrust(Buffer.from(await readText(paths.trust)))
  const known = info.tsas.find(({ name }) => name === brought.name)
  const settings = settingsOf(brought, known)
  await assertFit(brought, settings, { info, trust, now })
  const ledger = await run()
  let isNew: boolean
  try {
    ledger.assertRecordable()
    const of = ledger.authorities.find(brought.name, Number.MAX_SAFE_INTEGER)?.tsa
    const added = additionOf(brought, of)
    isNew = !isTold(added, of)
    if (isNew) await tell(ledger, added)
  } finally {
    await ledger.close()
  }
  const others = info.tsas.map((tsa) => (tsa.name === settings.name ? settings : tsa))
  const tsas = known === undefined ? [...info.tsas, settings] : others
  await writeLedgerInfo(paths, { ...info, tsas })
  return isNew
}

/** Sealed when it resolves: only then does the authority count. */
async function tell(ledger: RunningLedger, added: LedgerTsa): Promise<void> {
  const data = added as unknown as JsonObject
  await ledger.tell({ stream: KEYS_STREAM, type: 'TsaAdded', data })
  await ledger.sealer.sealNow()
}

/** @throws FolderError SETTINGS_MISSING */
function settingsOf(brought: BroughtTsa, known: TsaSettings | undefined): TsaSettings {
  const { name, chain, url, policies, crls, ocsp } = brought
  const isWhole = url !== undefined && policies !== undefined && brought.accuracy !== undefined
  if (known === undefined && !(isWhole && (crls ?? ocsp) !== undefined)) {
    const wanted = '--url, --policy, --accuracy and one of --crl and --ocsp'
    throw new FolderError('SETTINGS_MISSING', `${name} is new here: missing ${wanted}`)
  }
  return {
    name,
    url: url ?? known?.url ?? null,
    policy: policies?.[0] ?? known?.policy ?? null,
    chain: chain?.map(toBase64) ?? known?.chain ?? [],
    crls: [...(crls ?? known?.crls ?? [])],
    ocsp: ocsp ?? known?.ocsp ?? null,
  }
}

/** What the ledger says of a name is joined with what it said before: only the rest is told. */
function additionOf({ name, ...brought }: BroughtTsa, of: LedgerTsa | undefined): LedgerTsa {
  const digest = nodeCrypto().digest('sha-256', brought.certificate).toHex()
  return {
    name,
    policies: brought.policies ?? of?.policies ?? [],
    certificates: [digest],
    accuracy: of?.accuracy ?? brought.accuracy ?? 0,
  }
}

function isTold({ certificates, policies }: LedgerTsa, of: LedgerTsa | undefined): boolean {
  const has = (part: readonly string[], of: readonly string[] = []) =>
    part.every((one) => of.includes(one))
  return has(certificates, of?.certificates) && has(policies, of?.policies)
}

interface Ground {
  readonly info: LedgerInfo
  readonly trust: Trust
  readonly now: number
}

/** @throws FolderError TSA_UNFIT, DEVELOPMENT_IN_PRODUCTION */
async function assertFit(
  { name, certificate, accuracy }: BroughtTsa,
  { chain }: TsaSettings,
  { info, trust, now }: Ground,
): Promise<void> {
  const roots = trust.tsaRoots.map((root) => parseBase64(root))
  const evidence = { certificate, chain: chain.map(parseBase64), roots, at: now }
  const problems = await tsaCertificateProblems(evidence, nodeCrypto())
  const pinned = trust.tsas.find((tsa) => tsa.name === name)?.accuracy
  const told = problems.map(({ code, message }) => `${code}: ${message}`)
  if (accuracy !== undefined && pinned !== undefined && accuracy !== pinned) {
    told.push(`its accuracy is ${pinned} ms in the trust file, and stays so`)
  }
  if (info.tsas.length >= MAX_TSAS && !info.tsas.some((tsa) => tsa.name === name)) {
    told.push(`there are ${MAX_TSAS} authorities already`)
  }
  if (told.length > 0) throw new FolderError('TSA_UNFIT', `${name}: ${told.join('; ')}`)
  if (info.profile === 'development') return
  const [problem] = [certificate, ...evidence.chain].flatMap((der) =>
    problemsOf(der, `certificate ${parseCertificate(der).commonName ?? ''}`),
  )
  if (problem === undefined) return
  throw new FolderError(
    'DEVELOPMENT_IN_PRODUCTION',
    `a production ledger may not rest on ${problem}`,
  )
}
