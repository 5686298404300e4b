import { randomBytes, randomUUID, X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import {
  ALGORITHMS,
  formatVerifierKey,
  KEYS_STREAM,
  toBase64url,
  trustFromGenesis,
  type Crypto,
  type JsonObject,
  type LedgerOpened,
  type LedgerTsa,
  type Trust,
} from '@contremarque/ledger'
import { fileSigner, generateEd25519, noteSigner } from '@contremarque/ledger/node'
import type { Clock } from '../config/clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { writeDurably } from '../files/durable-file.js'
import type { FolderPaths } from './folder-paths.js'
import { INFO_VERSION, type LedgerInfo, type TsaSettings } from './ledger-info.js'
import { writeLedgerInfo } from './ledger-info-file.js'
import { appendPlatformEntry } from '../sealing/platform-entry.js'

/** What a new ledger is founded on. Certificates are DER. */
export interface Founding {
  readonly profile: LedgerInfo['profile']
  /** First part of the origin: `development.invalid` marks a development ledger for life. */
  readonly host: string
  readonly name: string
  /** PKCS#8, PEM; encrypted when `passphrase` is given. */
  readonly sealKeyPem: string
  readonly sealCertificate: Uint8Array
  readonly sealRoots: readonly Uint8Array[]
  readonly tsaRoots: readonly Uint8Array[]
  readonly tsas: readonly { readonly settings: TsaSettings; readonly trusted: LedgerTsa }[]
  readonly passphrase?: string
  /** The ledger this one goes on from; absent: none. */
  readonly predecessor?: LedgerOpened['predecessor']
  /** Milliseconds within which an entry is promised to be sealed. */
  readonly mergeDelay?: number
}

/** Makes the foundation, writing what it needs of its own into the folder. */
export type Founder = (paths: FolderPaths) => Promise<Founding>

/** What a ledger is founded with. */
export interface FoundingGround {
  readonly crypto: Crypto
  readonly clock: Clock
  readonly engines: Pick<LedgerInfo, 'personalData' | 'store'>
  /** Opens an empty store for a ledger of this profile. */
  readonly openStore: (profile: LedgerInfo['profile']) => Promise<EventStore>
}

const MERGE_DELAY = 60_000
const CLOCK_TOLERANCE = 10_000

/**
 * Makes a ledger: keys, store, genesis, trust file. `ledger.json` is written last: without it the
 * folder is no ledger, and nothing was ever recorded in it.
 */
export async function foundLedger(
  paths: FolderPaths,
  founder: Founder,
  ground: FoundingGround,
): Promise<void> {
  for (const folder of [paths.keys, paths.store, paths.guard]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  const founding = await founder(paths)
  const { host, name, profile, tsas } = founding
  const info: LedgerInfo = {
    v: INFO_VERSION,
    origin: `${host}/${name}/${randomBytes(16).toString('hex')}`,
    name,
    profile,
    ledgerId: randomUUID(),
    createdAt: new Date(ground.clock.now()).toISOString(),
    tsas: tsas.map(({ settings }) => settings),
    ...ground.engines,
    documents: 'folder',
  }
  const checkpointKey = generateEd25519(founding.passphrase)
  await writeKeys(paths, founding, checkpointKey.privateKeyPem)
  const trust = await writeGenesis(paths, founding, info, ground)
  await writeDurably(paths.trust, `${JSON.stringify(trust, null, 2)}\n`)
  await writeLedgerInfo(paths, info)
}

async function writeKeys(paths: FolderPaths, founding: Founding, checkpointPem: string) {
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [paths.sealKey, founding.sealKeyPem],
    [paths.sealCertificate, new X509Certificate(founding.sealCertificate).toString()],
    [paths.checkpointKey, checkpointPem],
    [paths.lookupKey, randomBytes(32)],
    [paths.documentKey, randomBytes(32)],
  ]
  for (const [path, content] of files) {
    await writeFile(path, content, { mode: 0o600, flag: 'wx', flush: true })
  }
}

async function writeGenesis(
  paths: FolderPaths,
  founding: Founding,
  info: LedgerInfo,
  { crypto, clock, openStore }: FoundingGround,
): Promise<Trust> {
  const signer = fileSigner({
    privateKeyPem: founding.sealKeyPem,
    certificate: founding.sealCertificate,
    ...phrase(founding),
  })
  const notes = noteSigner({
    privateKeyPem: await readFile(paths.checkpointKey, 'utf8'),
    name: info.origin,
    ...phrase(founding),
  })
  const opened: LedgerOpened = {
    profile: info.profile,
    algorithms: ALGORITHMS,
    checkpointKey: formatVerifierKey(notes, crypto),
    sealCertificate: toBase64url(founding.sealCertificate),
    tsas: founding.tsas.map(({ trusted }) => trusted),
    mergeDelay: founding.mergeDelay ?? MERGE_DELAY,
    predecessor: founding.predecessor ?? null,
  }
  const store = await openStore(info.profile)
  try {
    const writer = {
      store,
      signer,
      crypto,
      clock,
      origin: info.origin,
      actor: info.ledgerId,
      remember: () => undefined,
    }
    const data = opened as unknown as JsonObject
    const event = { stream: KEYS_STREAM, type: 'LedgerOpened', data }
    const { hash, envelope } = await appendPlatformEntry(writer, event, null)
    const { sealRoots, tsaRoots } = founding
    return trustFromGenesis({
      hash,
      envelope,
      sealRoots,
      tsaRoots,
      clockTolerance: CLOCK_TOLERANCE,
    })
  } finally {
    await store.close()
  }
}

function phrase({ passphrase }: Founding): { passphrase?: string } {
  return passphrase === undefined ? {} : { passphrase }
}
