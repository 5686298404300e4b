import { parseArgs } from 'node:util'
import type { Finding } from '@contremarque/ledger'
import { readSettings, SettingsError, type Settings } from '../../config/settings.js'
import { runDevelopmentLedger } from '../../development/development-ledger.js'
import { FolderError } from '../../ledger-folder/folder-error.js'
import { folderPaths } from '../../ledger-folder/folder-paths.js'
import { parseLedgerInfo, type LedgerInfo } from '../../ledger-folder/ledger-info.js'
import { readIfThere } from '../../files/durable-file.js'
import { copyLedger } from '../../store-copy/copy-ledger.js'
import type { StorePlace } from '../../store-copy/copy-target.js'
import { openCopyTarget } from '../../store-copy/open-copy-target.js'
import { TokenClock } from '../../time-stamping/token-clock.js'
import { tellProgress } from './tell-progress.js'
import { BROKEN_OFF, failure, USAGE } from '../exit.js'

export const help = `Usage: contremarque store copy --data DIR --from PLACE --to PLACE

Moves a ledger from the embedded store to an EventStoreDB, or back: a place is embedded or an address
esdb://…, whose credentials are CONTREMARQUE_EVENTSTOREDB_USERNAME and
CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE. Nothing may be running on the folder, nor any other API node.
What is pending is sealed and time-stamped, every event is copied byte by byte, the copy is compared and
verified; only then the old store is closed for good and ledger.json names the new one. Broken off at any
point it goes on when run again.

Exit code 0: the ledger is in the new store; 64: usage; 70: anything else, the ledger is where it was.

Example:
  contremarque store copy --data data --from embedded \\
    --to 'esdb://store.example.fr:2113?tls=true&tlsCAFile=/etc/ca.crt'`

interface Asked {
  readonly data: string
  readonly from: StorePlace
  readonly to: StorePlace
  readonly settings: Settings
}

export async function run(argv: readonly string[]): Promise<number> {
  try {
    const asked = read(argv)
    if (asked === undefined) {
      console.error(help)
      return USAGE
    }
    const { store } = await infoOf(asked.data)
    if (store === engineOf(asked.to)) {
      console.log(
        `${asked.data}: ledger.json names ${nameOf(asked.to)} already, nothing is left to copy`,
      )
      return 0
    }
    const findings = await move(asked)
    report(asked, findings)
    return 0
  } catch (error) {
    return failure('store copy', error, error instanceof SettingsError ? USAGE : BROKEN_OFF)
  }
}

async function move({ data, from, to, settings }: Asked): Promise<readonly Finding[]> {
  const { profile, keyPassphrase } = settings
  const onExcessRights = (rights: readonly string[]): void => {
    for (const right of rights) console.error(`EventStoreDB: ${right}`)
  }
  const clock = new TokenClock()
  const ledger = await runDevelopmentLedger(data, {
    clock,
    mayFound: false,
    recording: false,
    onExcessRights,
    ...(profile === undefined ? {} : { profile }),
    ...(keyPassphrase === undefined ? {} : { passphrase: keyPassphrase }),
    ...(from === 'embedded' ? {} : { eventStoreDb: from }),
  })
  try {
    const target = await openCopyTarget(ledger.folder, to, { onExcessRights })
    try {
      return await copyLedger(ledger, target, clock, tellProgress())
    } finally {
      await target.store.close()
    }
  } finally {
    await ledger.close()
  }
}

function report({ data, to }: Asked, findings: readonly Finding[]): void {
  for (const { code, message } of findings) console.error(`${code}: ${message}`)
  console.log(`${data}: the ledger is in ${nameOf(to)} now`)
  console.log(
    to === 'embedded'
      ? 'unset CONTREMARQUE_EVENTSTOREDB_URL before the next start'
      : 'set CONTREMARQUE_EVENTSTOREDB_URL to that address before the next start',
  )
}

async function infoOf(data: string): Promise<LedgerInfo> {
  const text = await readIfThere(folderPaths(data).info)
  if (text !== undefined) return parseLedgerInfo(text)
  throw new FolderError('LEDGER_NOT_FOUND', `${data} holds no ledger`)
}

/** Undefined when the usage is wrong. @throws SettingsError */
function read(argv: readonly string[]): Asked | undefined {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: { data: option, from: option, to: option },
  })
  const { data, from, to } = values
  const addresses = [from, to].filter((place) => place !== 'embedded')
  const [url] = addresses
  if (data === undefined || url === undefined || addresses.length !== 1) return undefined
  const settings = readSettings({ ...process.env, CONTREMARQUE_EVENTSTOREDB_URL: url })
  const { eventStoreDb } = settings
  if (eventStoreDb === undefined) return undefined
  return from === 'embedded'
    ? { data, from, to: eventStoreDb, settings }
    : { data, from: eventStoreDb, to: 'embedded', settings }
}

function nameOf(place: StorePlace): string {
  return place === 'embedded' ? 'the embedded store' : 'EventStoreDB'
}

function engineOf(place: StorePlace): LedgerInfo['store'] {
  return place === 'embedded' ? 'sqlite' : 'eventstoredb'
}
