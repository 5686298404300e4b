import { join } from 'node:path'

/** Where everything stands in a data folder. */
export interface FolderPaths {
  readonly root: string
  readonly info: string
  readonly lock: string
  readonly trust: string
  readonly keys: string
  readonly sealKey: string
  readonly sealCertificate: string
  readonly checkpointKey: string
  readonly lookupKey: string
  readonly documentKey: string
  readonly store: string
  readonly events: string
  /** An embedded store while the ledger is being copied into it. */
  readonly copy: string
  /** Latest stamped checkpoint. */
  readonly headNote: string
  /** Which tokens lack revocation data; made again from the store where it is missing. */
  readonly unproved: string
  /** Outside the store and its backups. */
  readonly guard: string
  readonly personalData: string
  /** There from the moment a move of personal data cannot be undone until it is over: which move. */
  readonly moving: string
  readonly documents: string
  readonly readModels: string
  /** What sessions of this node are reading. */
  readonly openReads: string
  /** Keys and certificates of a development ledger. */
  readonly development: string
}

export function folderPaths(root: string): FolderPaths {
  const keys = join(root, 'keys')
  const store = join(root, 'store')
  const personalData = join(root, 'personal-data')
  return {
    root,
    info: join(root, 'ledger.json'),
    lock: join(root, 'lock.sqlite'),
    trust: join(root, 'trust.json'),
    keys,
    sealKey: join(keys, 'seal.key.pem'),
    sealCertificate: join(keys, 'seal.cert.pem'),
    checkpointKey: join(keys, 'checkpoint.key.pem'),
    lookupKey: join(keys, 'lookup.key'),
    documentKey: join(keys, 'documents.key'),
    store,
    events: join(store, 'events.sqlite'),
    copy: join(store, 'copy.sqlite'),
    headNote: join(store, 'head.note'),
    unproved: join(store, 'unproved.json'),
    guard: join(root, 'guard'),
    personalData,
    moving: join(personalData, 'moving'),
    documents: join(root, 'documents'),
    readModels: join(root, 'read-models'),
    openReads: join(root, 'open-reads.sqlite'),
    development: join(root, 'development'),
  }
}
