import { parseArgs } from 'node:util'
import { readSettings, type Settings } from '../config/settings.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import {
  foundProductionLedger,
  type ProductionSettings,
} from '../ledger-folder/found-production-ledger.js'
import { readProductionSettings } from '../ledger-folder/production-settings.js'
import { runLedger } from '../ledger-folder/run-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque init --data DIR --settings FILE.json

Opens a production ledger in an empty folder: origin, keys, genesis, sealed and time-stamped. The seal
key and its certificate are brought along; the checkpoint key is made here. A passphrase for the
private keys is taken from CONTREMARQUE_KEY_PASSPHRASE_FILE, or else from CONTREMARQUE_KEY_PASSPHRASE.

FILE.json (paths are taken from its own folder, certificates are PEM, times in milliseconds):
  {
    "host": "registre.example.fr",
    "name": "expertises",
    "sealKey": "seal.key.pem",
    "sealCertificate": "seal.cert.pem",
    "sealRoots": ["seal-root.pem"],
    "tsaRoots": ["tsa-root.pem"],
    "tsas": [{
      "name": "first",
      "url": "https://tsa.example.fr/",
      "certificates": ["tsa.pem"],
      "chain": [],
      "policies": ["1.2.250.1.0"],
      "accuracy": 1000,
      "crls": ["http://crl.example.fr/tsa.crl"],
      "ocsp": null
    }]
  }

"crls" and "ocsp" say where to learn that a TSA's certificate is not revoked: lists for every certificate
below its root, or a responder for its own. One of the two must be named; without that data no
verification could pass.

Keep DIR/trust.json and compare its fingerprints over another way: it is what others verify with.

Example:
  contremarque init --data /srv/contremarque --settings ledger-settings.json`

const ADVICE = `Until it is there no verification passes; the server fetches it as soon as it can, see
docs/runbooks/tsa-outage.md`

export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, settings: { type: 'string' } },
  })
  if (values.data === undefined || values.settings === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    const environment = readSettings(process.env)
    const settings = await readProductionSettings(values.settings, environment.keyPassphrase)
    if (typeof settings === 'string') {
      console.error(`contremarque init: ${settings}`)
      return USAGE
    }
    await openLedger(values.data, settings, environment)
    return 0
  } catch (error) {
    return failure('init', error)
  }
}

async function openLedger(
  data: string,
  settings: ProductionSettings,
  { eventStoreDb, postgres }: Settings,
): Promise<void> {
  const clock = new TokenClock()
  const { passphrase } = settings
  const ledger = await runLedger(data, {
    clock,
    profile: 'production',
    founder: foundProductionLedger(settings, clock.now()),
    ...(eventStoreDb === undefined ? {} : { eventStoreDb }),
    ...(postgres === undefined ? {} : { postgres }),
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  try {
    ledger.assertRecordable()
    const { origin } = ledger.folder.info
    console.log(
      `${origin}\nopened, sealed and time-stamped; trust file: ${folderPaths(data).trust}`,
    )
    for (const { name, state, problem } of ledger.stamper.health().tsas) {
      if (state === 'unproved')
        console.error(`${name}: no revocation data yet: ${problem}\n${ADVICE}`)
    }
  } finally {
    await ledger.close()
  }
}
