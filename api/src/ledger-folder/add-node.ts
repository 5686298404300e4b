import { X509Certificate } from 'node:crypto'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import {
  KEYS_STREAM,
  parseBase64,
  parseBatchRecord,
  parseTrust,
  toBase64url,
  type Crypto,
  type JsonObject,
  type SealKeyAdded,
} from '@contremarque/ledger'
import { fileSigner, nodeCrypto } from '@contremarque/ledger/node'
import type { Clock } from '../config/clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { writeDurably } from '../files/durable-file.js'
import { fileGuard } from '../sealing/guard.js'
import { appendPlatformEntry } from '../sealing/platform-entry.js'
import { readLastStamp } from '../time-stamping/last-stamp.js'
import { assertProfile } from './assert-profile.js'
import { assertIssued, readCertificate, readText } from './brought-files.js'
import { FolderError } from './folder-error.js'
import { folderPaths, type FolderPaths } from './folder-paths.js'
import { openFolderStore, type StoreOptions } from './folder-store.js'
import { recordStreams, type LedgerInfo } from './ledger-info.js'
import { readLedgerInfo, writeLedgerInfo } from './ledger-info-file.js'
import { assertEmpty, makeRoot } from './make-root.js'

/** The seal key of a new node. */
export interface NodeKey {
  /** PKCS#8, PEM; under the passphrase of the ledger's other keys, or under none. */
  readonly sealKeyPem: string
  /** DER, under a root of the ledger's trust file. */
  readonly sealCertificate: Uint8Array
}

export interface AddNodeOptions extends StoreOptions {
  readonly clock: Clock
  /** Makes or brings the key, for a ledger of this profile; `from` are the paths of the node that is there. */
  readonly key: (profile: LedgerInfo['profile'], from: FolderPaths) => Promise<NodeKey>
  readonly passphrase?: string
}

/**
 * Makes the data folder of a further node out of one that is there, or out of a copy of its keys: same
 * ledger, own seal key, own guard. The new key is told in the ledger, signed by the node that is there,
 * which may be running; the new node seals that entry at its first start, before it signs anything.
 * @throws FolderError, StoreError, LedgerError KEY_UNUSABLE
 */
export async function addNode(
  from: string,
  to: string,
  options: AddNodeOptions,
): Promise<LedgerInfo> {
  const there = folderPaths(from)
  const here = folderPaths(to)
  const info = await readShared(there)
  const trust = parseTrust(Buffer.from(await readText(there.trust)))
  const key = await options.key(info.profile, there)
  assertProfile(info, trust, key.sealCertificate)
  const roots = trust.sealRoots.map((root) => parseBase64(root))
  await assertIssued(key.sealCertificate, roots, options.clock.now())
  fileSigner({
    privateKeyPem: key.sealKeyPem,
    certificate: key.sealCertificate,
    ...phrase(options),
  })
  const crypto = nodeCrypto()
  await makeFolder(here)
  const store = await openFolderStore(info, there, { hash: trust.genesis, crypto }, options)
  try {
    await copyShared(there, here, info)
    await writeKey(here, key)
    await beginGuard(store, here, info)
    await tell(store, { there, info, crypto, key }, options)
  } finally {
    await store.close()
  }
  await writeLedgerInfo(here, info)
  return info
}

/** @throws FolderError LEDGER_NOT_FOUND, LEDGER_NOT_SHARED */
async function readShared(paths: FolderPaths): Promise<LedgerInfo> {
  const info = await readLedgerInfo(paths)
  if (info.store === 'eventstoredb' && info.personalData === 'postgres') return info
  throw new FolderError(
    'LEDGER_NOT_SHARED',
    `${paths.root} keeps events or personal data in its own files: ` +
      'several nodes want both in EventStoreDB and PostgreSQL',
  )
}

/** @throws FolderError FOLDER_TAKEN */
async function makeFolder(paths: FolderPaths): Promise<void> {
  await makeRoot(paths)
  await assertEmpty(paths.root)
  for (const folder of [paths.keys, paths.store, paths.guard]) await mkdir(folder, { mode: 0o700 })
}

/** What all nodes have. */
async function copyShared(there: FolderPaths, here: FolderPaths, info: LedgerInfo): Promise<void> {
  for (const part of ['checkpointKey', 'lookupKey', 'documentKey'] as const) {
    const bytes = await readFile(there[part])
    await writeFile(here[part], bytes, { mode: 0o600, flag: 'wx', flush: true })
  }
  await writeDurably(here.trust, await readText(there.trust))
  if (info.profile === 'production') return
  await cp(there.development, here.development, { recursive: true })
}

async function writeKey(paths: FolderPaths, { sealKeyPem, sealCertificate }: NodeKey) {
  const options = { mode: 0o600, flag: 'wx', flush: true } as const
  await writeFile(paths.sealKey, sealKeyPem, options)
  await writeFile(paths.sealCertificate, new X509Certificate(sealCertificate).toString(), options)
}

/** A guard of its own, which begins with the last batch there is: the store may never hold less. */
async function beginGuard(store: EventStore, here: FolderPaths, info: LedgerInfo): Promise<void> {
  const head = await store.readHead(recordStreams(info).sealing)
  const acknowledged = head === undefined ? null : parseBatchRecord(head.data).note
  await fileGuard(here.guard).write({ acknowledged, attempt: null })
}

interface Telling {
  readonly there: FolderPaths
  readonly info: LedgerInfo
  readonly crypto: Crypto
  readonly key: NodeKey
}

async function tell(
  store: EventStore,
  { there, info, crypto, key }: Telling,
  options: AddNodeOptions,
): Promise<void> {
  const signer = fileSigner({
    privateKeyPem: await readText(there.sealKey),
    certificate: await readCertificate(there.sealCertificate),
    ...phrase(options),
  })
  const last = await readLastStamp(store, recordStreams(info), crypto)
  const { origin, ledgerId: actor } = info
  const added: SealKeyAdded = { certificate: toBase64url(key.sealCertificate) }
  const data = added as unknown as JsonObject
  await appendPlatformEntry(
    { store, signer, crypto, clock: options.clock, origin, actor, remember: () => undefined },
    { stream: KEYS_STREAM, type: 'SealKeyAdded', data },
    last?.anchor ?? null,
  )
}

function phrase({ passphrase }: AddNodeOptions): { passphrase?: string } {
  return passphrase === undefined ? {} : { passphrase }
}
