import { parseArgs } from 'node:util'
import { readSettings, type EventStoreDbAccess } from '../config/settings.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { foundProductionLedger } from '../ledger-folder/found-production-ledger.js'
import type { Founder } from '../ledger-folder/founding.js'
import { readProductionSettings } from '../ledger-folder/production-settings.js'
import { runLedger, type RunningLedger } from '../ledger-folder/run-ledger.js'
import { compareFolder } from '../recovery/compare-folder.js'
import { whatIsMissing, type Missing } from '../recovery/what-is-missing.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque recover --from OLD --data DIR [--settings FILE.json]
         [--against NOTE_OR_RECEIPT]... [--new-url URL]

Opens a new ledger in the empty folder DIR in the place of one whose store does not hold what was signed
(docs/runbooks/rollback.md). Its genesis names the last checkpoint known of the old one and the tree that
is still held of it, so that nobody can pass the one off as the other. OLD is read and never changed: keep
it, it stays verifiable. Says how much is missing, and where as far as is known.

What was signed is taken from the guard and the head in OLD, and from every checkpoint or receipt given
with --against. When the store holds all of it nothing is opened.

--settings as for \`contremarque init\`, for a production ledger. The events of the new ledger stand in
DIR, or with --new-url in an EventStoreDB of its own; that of OLD is CONTREMARQUE_EVENTSTOREDB_URL.

Example:
  contremarque recover --from /srv/contremarque --data /srv/contremarque-2 \\
    --settings ledger-settings.json --against receipt.json`

interface Asked {
  readonly from: string
  readonly data: string
  readonly against: readonly string[]
  readonly settings: string | undefined
  readonly newUrl: string | undefined
}

export async function run(argv: readonly string[]): Promise<number> {
  const asked = read(argv)
  if (asked === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    return await recover(asked)
  } catch (error) {
    return failure('recover', error)
  }
}

function read(argv: readonly string[]): Asked | undefined {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      from: option,
      data: option,
      settings: option,
      'new-url': option,
      against: { type: 'string', multiple: true },
    },
  })
  const { from, data, settings, against = [], 'new-url': newUrl } = values
  return from === undefined || data === undefined
    ? undefined
    : { from, data, against, settings, newUrl }
}

async function recover({ from, data, against, settings, newUrl }: Asked): Promise<number> {
  const { eventStoreDb, keyPassphrase } = readSettings(process.env)
  const { info, signed, held } = await compareFolder(from, against, eventStoreDb)
  const missing = whatIsMissing(signed, held)
  const founder = await founderOf(info.profile, settings, keyPassphrase)
  if (typeof founder === 'string') {
    console.error(`contremarque recover: ${founder}`)
    return USAGE
  }
  const ledger = await open(data, founder, missing, { newUrl, keyPassphrase })
  try {
    ledger.assertRecordable()
    report(info.origin, ledger.folder.info.origin, missing)
    console.log(`trust file: ${folderPaths(data).trust}`)
    return 0
  } finally {
    await ledger.close()
  }
}

/** Undefined: made of development parts. A text: what the settings lack. */
async function founderOf(
  profile: 'development' | 'production',
  settings: string | undefined,
  keyPassphrase: string | undefined,
): Promise<Founder | string | undefined> {
  if (profile === 'development') return undefined
  if (settings === undefined) return 'a production ledger needs --settings FILE.json'
  const read = await readProductionSettings(settings, keyPassphrase)
  return typeof read === 'string' ? read : foundProductionLedger(read, new TokenClock().now())
}

interface Opening {
  readonly newUrl: string | undefined
  readonly keyPassphrase: string | undefined
}

/** The new ledger names the one before it. `production`: its founder; absent in development. */
function open(
  data: string,
  production: Founder | undefined,
  { predecessor }: Missing,
  { newUrl, keyPassphrase }: Opening,
): Promise<RunningLedger> {
  const goingOn = (founder: Founder): Founder => {
    return async (paths) => ({ ...(await founder(paths)), predecessor })
  }
  const common = {
    clock: new TokenClock(),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
    ...(newUrl !== undefined && { eventStoreDb: storeAt(newUrl) }),
  }
  return production === undefined
    ? runDevelopmentLedger(data, {
        ...common,
        profile: 'development',
        mayFound: true,
        foundWith: goingOn,
      })
    : runLedger(data, { ...common, profile: 'production', founder: goingOn(production) })
}

/** The new server, to which the same writer comes as to the old one. */
function storeAt(url: string): EventStoreDbAccess {
  const { eventStoreDb } = readSettings({ ...process.env, CONTREMARQUE_EVENTSTOREDB_URL: url })
  return eventStoreDb ?? { url }
}

function report(before: string, after: string, { predecessor, leaves, ranges }: Missing): void {
  console.log(
    `${before}\n  holds ${predecessor.size} entries; ${leaves} that were sealed are missing`,
  )
  for (const { stream, from, to } of ranges) console.log(`  missing: ${stream} ${from} to ${to}`)
  console.log(`${after}\n  opened in its place, sealed and time-stamped`)
}
