import { parseArgs } from 'node:util'
import { readSettings } from '../config/settings.js'
import { developmentNodeKey } from '../development/pki/development-node-key.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { addNode, type AddNodeOptions } from '../ledger-folder/add-node.js'
import { readCertificate, readText } from '../ledger-folder/brought-files.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import { runLedger } from '../ledger-folder/run-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque node add --data DIR --from FOLDER
         [--seal-key FILE --seal-certificate FILE]

Makes in the empty folder DIR the data folder of a further node of the ledger in FOLDER, which may be
running: it records and seals beside the others. Its own seal key is told in the ledger, signed by the key in
FOLDER, then sealed and time-stamped. FOLDER, or a copy of its ledger.json, trust.json and keys/, is only
read. Move DIR to the new node's machine; nobody else may read it.

The ledger must keep its events in EventStoreDB and its personal data in PostgreSQL. A production ledger
needs --seal-key and --seal-certificate (PEM), under a root of the trust file and, as the other keys, under
CONTREMARQUE_KEY_PASSPHRASE (or …_FILE) if there is one.

Example:
  contremarque node add --data /srv/contremarque-2 --from /srv/contremarque \\
    --seal-key seal-2.key.pem --seal-certificate seal-2.cert.pem`

interface Asked {
  readonly data: string
  readonly from: string
  readonly sealKey: string | undefined
  readonly sealCertificate: string | undefined
}

export async function run(argv: readonly string[]): Promise<number> {
  const asked = read(argv)
  if (asked === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    await add(asked)
    return 0
  } catch (error) {
    return failure('node add', error)
  }
}

function read(argv: readonly string[]): Asked | undefined {
  const option = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: option, from: option, 'seal-key': option, 'seal-certificate': option },
    allowPositionals: true,
  })
  const { data, from, 'seal-key': sealKey, 'seal-certificate': sealCertificate } = values
  const isAdd = positionals.length === 1 && positionals[0] === 'add'
  const isKeyWhole = (sealKey === undefined) === (sealCertificate === undefined)
  if (!isAdd || !isKeyWhole || data === undefined || from === undefined) return undefined
  return { data, from, sealKey, sealCertificate }
}

async function add({ data, from, sealKey, sealCertificate }: Asked): Promise<void> {
  const { eventStoreDb, keyPassphrase } = readSettings(process.env)
  const clock = new TokenClock()
  const common = {
    clock,
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
  }
  const key: AddNodeOptions['key'] = async (profile, paths) => {
    if (sealKey !== undefined && sealCertificate !== undefined) {
      return {
        sealKeyPem: await readText(sealKey),
        sealCertificate: await readCertificate(sealCertificate),
      }
    }
    if (profile === 'development') return developmentNodeKey(paths, clock.now())
    throw new FolderError('SETTINGS_MISSING', 'missing: --seal-key and --seal-certificate')
  }
  const { profile, origin } = await addNode(from, data, { ...common, key })
  // The first start seals the key: nothing is signed with it before.
  const ledger = await (profile === 'production'
    ? runLedger(data, common)
    : runDevelopmentLedger(data, { ...common, mayFound: false }))
  try {
    ledger.assertRecordable()
    console.log(`${origin}\n${data}: a further node; its seal key is sealed and time-stamped`)
  } finally {
    await ledger.close()
  }
}
