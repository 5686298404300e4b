import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import {
  LedgerError,
  parseTrust,
  type Crypto,
  type NoteSigner,
  type Signer,
  type Trust,
} from '@contremarque/ledger'
import { fileSigner, nodeCrypto, noteSigner } from '@contremarque/ledger/node'
import type { Clock } from '../config/clock.js'
import type { PostgresAccess } from '../config/postgres-access.js'
import type { EventStore } from '../event-store/event-store.js'
import { readIfThere } from '../files/durable-file.js'
import { assertProfile } from './assert-profile.js'
import { FolderError } from './folder-error.js'
import { folderPaths, type FolderPaths } from './folder-paths.js'
import { openFolderStore, openNewStore, type StoreOptions } from './folder-store.js'
import { foundLedger, type Founder } from './founding.js'
import { takeLock } from './hold-folder.js'
import { parseLedgerInfo, reasonOf, type LedgerInfo } from './ledger-info.js'
import { makeRoot } from './make-root.js'
import { assertNothingMoves } from './unfinished-move.js'

export interface OpenLedgerOptions extends StoreOptions {
  readonly clock: Clock
  /** Makes a ledger where there is none; without it none is made (FORMATS §1). */
  readonly founder?: Founder
  /** The PostgreSQL the environment names; absent: personal data stands in the folder. */
  readonly postgres?: PostgresAccess
  /** What the environment says; absent where it says nothing. */
  readonly profile?: LedgerInfo['profile']
  /** Of the private keys. */
  readonly passphrase?: string
}

/** A data folder this process alone writes to. */
export interface LedgerFolder {
  readonly paths: FolderPaths
  readonly info: LedgerInfo
  readonly store: EventStore
  readonly sealSigner: Signer
  readonly noteSigner: NoteSigner
  /** 32 bytes each; they never leave this folder. */
  readonly lookupKey: Uint8Array
  readonly documentKey: Uint8Array
  readonly trust: Trust
  readonly crypto: Crypto
  close(): Promise<void>
}

/**
 * Opens the data folder, founding a ledger first when it is empty and a founder is given. No other
 * process may write there until `close`, or until this one dies.
 * @throws FolderError; StoreError; LedgerError KEY_UNUSABLE, TRUST_MALFORMED
 */
export async function openLedgerFolder(
  path: string,
  options: OpenLedgerOptions,
): Promise<LedgerFolder> {
  const paths = folderPaths(path)
  const release = await lock(paths, options.founder !== undefined)
  try {
    const crypto = nodeCrypto()
    if ((await readIfThere(paths.info)) === undefined) await found(paths, crypto, options)
    return await open(paths, crypto, options, release)
  } catch (error) {
    release()
    throw error
  }
}

async function lock(paths: FolderPaths, mayMake: boolean): Promise<() => void> {
  if (mayMake) await makeRoom(paths)
  else if ((await readIfThere(paths.info)) === undefined) throw notFound(paths)
  return takeLock(paths)
}

/** Leaves nothing behind in a folder that is somebody else's. */
async function makeRoom(paths: FolderPaths): Promise<void> {
  await makeRoot(paths)
  if ((await readIfThere(paths.info)) === undefined) await leftovers(paths)
}

/** What an unfinished founding left. @throws FolderError FOLDER_TAKEN when something else is there */
async function leftovers({ root }: FolderPaths): Promise<readonly string[]> {
  const names = (await readdir(root)).filter((name) => !/^lock[.]|^lost[+]found$/.test(name))
  if (names.length === 0 || names.includes('founding')) return names
  throw new FolderError('FOLDER_TAKEN', `${root} is not empty and holds no ledger`)
}

/** A founding that broke off left its marker and never accepted an action: it is begun again. */
async function found(
  paths: FolderPaths,
  crypto: Crypto,
  options: OpenLedgerOptions,
): Promise<void> {
  const { founder, profile, clock } = options
  if (founder === undefined) throw notFound(paths)
  const marker = join(paths.root, 'founding')
  const names = await leftovers(paths)
  for (const name of names) await rm(join(paths.root, name), { recursive: true })
  await writeFile(marker, 'A ledger is being founded here.\n', { mode: 0o600, flush: true })
  await foundLedger(
    paths,
    async (at) => {
      const founding = await founder(at)
      if (profile !== undefined && profile !== founding.profile) throw otherProfile(profile)
      return founding
    },
    {
      crypto,
      clock,
      engines: {
        store: options.eventStoreDb === undefined ? 'sqlite' : 'eventstoredb',
        personalData: options.postgres === undefined ? 'sqlite' : 'postgres',
      },
      openStore: (of) => openNewStore(paths, of, options),
    },
  )
  await rm(marker)
}

async function open(
  paths: FolderPaths,
  crypto: Crypto,
  options: OpenLedgerOptions,
  release: () => void,
): Promise<LedgerFolder> {
  const { profile, passphrase } = options
  const info = parseLedgerInfo(await readFile(paths.info, 'utf8'))
  if (profile !== undefined && profile !== info.profile) throw otherProfile(profile)
  assertNothingMoves(paths, info)
  const files = await readFiles(paths)
  const trust = inFile(paths.trust, () => parseTrust(files.trust))
  assertProfile(info, trust, files.sealCertificate)
  const phrase = passphrase === undefined ? {} : { passphrase }
  const { sealKey, sealCertificate: certificate, checkpointKey } = files
  const sealSigner = inFile(paths.sealKey, () =>
    fileSigner({ privateKeyPem: sealKey, certificate, ...phrase }),
  )
  const notes = inFile(paths.checkpointKey, () =>
    noteSigner({ privateKeyPem: checkpointKey, name: info.origin, ...phrase }),
  )
  const genesis = { hash: trust.genesis, crypto }
  const store = await openFolderStore(info, paths, genesis, options)
  return {
    paths,
    info,
    store,
    sealSigner,
    noteSigner: notes,
    lookupKey: files.lookupKey,
    documentKey: files.documentKey,
    trust,
    crypto,
    close: async () => {
      await store.close()
      release()
    },
  }
}

/** @throws FolderError SETTINGS_MISSING naming every file that is not there */
async function readFiles(paths: FolderPaths) {
  const wanted = {
    'the seal key': paths.sealKey,
    'the seal certificate': paths.sealCertificate,
    'the checkpoint key': paths.checkpointKey,
    'the lookup key': paths.lookupKey,
    'the document key': paths.documentKey,
    'the trust file': paths.trust,
  }
  const absent: string[] = []
  for (const [what, path] of Object.entries(wanted)) {
    if ((await readIfThere(path)) === undefined) absent.push(`${what} (${path})`)
  }
  if (absent.length > 0) {
    throw new FolderError('SETTINGS_MISSING', `missing: ${absent.join(', ')}`)
  }
  return {
    sealKey: await readFile(paths.sealKey, 'utf8'),
    sealCertificate: readCertificate(await readFile(paths.sealCertificate), paths.sealCertificate),
    checkpointKey: await readFile(paths.checkpointKey, 'utf8'),
    lookupKey: readSecret(await readFile(paths.lookupKey), paths.lookupKey),
    documentKey: readSecret(await readFile(paths.documentKey), paths.documentKey),
    trust: await readFile(paths.trust),
  }
}

function readCertificate(pem: Uint8Array, path: string): Uint8Array {
  try {
    return new Uint8Array(new X509Certificate(pem).raw)
  } catch (cause) {
    throw new FolderError('FOLDER_MALFORMED', `${path}: ${reasonOf(cause)}`, { cause })
  }
}

function readSecret(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.length === 32) return new Uint8Array(bytes)
  throw new FolderError('FOLDER_MALFORMED', `${path}: expected 32 bytes, got ${bytes.length}`)
}

/** What is wrong with a file is told with its place, under its own code. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError(cause.code, `${path}: ${cause.message}`, { cause })
  }
}

function notFound({ root }: FolderPaths): FolderError {
  return new FolderError(
    'LEDGER_NOT_FOUND',
    `${root} holds no ledger; in production only \`contremarque init\` makes one`,
  )
}

function otherProfile(profile: LedgerInfo['profile']): FolderError {
  return new FolderError(
    'DEVELOPMENT_IN_PRODUCTION',
    `the environment says ${profile}, the ledger is of another profile`,
  )
}
