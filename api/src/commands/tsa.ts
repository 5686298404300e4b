import { LedgerError } from '@contremarque/ledger'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readSettings } from '../config/settings.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { addTsa, type BroughtTsa } from '../ledger-folder/add-tsa.js'
import { readCertificate } from '../ledger-folder/brought-files.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { readLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import { runLedger, type RunningLedger } from '../ledger-folder/run-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { failure, FAILED, USAGE } from './exit.js'

export const help = `Usage: contremarque tsa add --data DIR --name NAME --certificate FILE [--chain FILE]...
         [--url URL] [--policy OID]... [--accuracy MILLISECONDS] [--crl URL]... [--ocsp URL]

Makes tokens of a time-stamping authority count that did not before: NAME is one that renewed its certificate,
or a new one. The certificate (PEM) must be for time-stamps alone, valid now, and lead by way of --chain to a
root of the trust file: a root is never added by the ledger itself. What is added is told in the ledger as
TsaAdded, signed by this folder's seal key and sealed; whoever verifies learns it from there.

The server of DIR must be stopped. With several nodes the command is run for the folder of each: the first
tells the ledger, the others only have their folder ask the authority.

A new authority wants --url, --policy (the first is asked for), --accuracy (where a token states none) and a
--crl or --ocsp; for one that is there what is not given stays as it is.

Example:
  contremarque tsa add --data /srv/contremarque --name first --certificate tsa-2027.pem`

const url = z.url({ protocol: /^https?$/ })
const asked = z.strictObject({
  data: z.string(),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  certificate: z.string(),
  chain: z.array(z.string()).max(16).optional(),
  url: url.optional(),
  policy: z
    .array(z.string().regex(/^[0-2](\.\d+)+$/))
    .max(16)
    .optional(),
  accuracy: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
  crl: z.array(url).max(8).optional(),
  ocsp: url.optional(),
})
type Asked = z.output<typeof asked>

export async function run(argv: readonly string[]): Promise<number> {
  const wanted = read(argv)
  if (wanted === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    return await add(wanted)
  } catch (error) {
    return failure('tsa add', error)
  }
}

function read(argv: readonly string[]): Asked | undefined {
  const one = { type: 'string' } as const
  const many = { type: 'string', multiple: true } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      ...{ data: one, name: one, certificate: one, url: one, accuracy: one, ocsp: one },
      ...{ chain: many, policy: many, crl: many },
    },
    allowPositionals: true,
  })
  const parsed = asked.safeParse(values)
  const isAdd = positionals.length === 1 && positionals[0] === 'add'
  if (isAdd && parsed.success) return parsed.data
  for (const { path, message } of parsed.error?.issues ?? []) {
    console.error(`--${path.join('.')}: ${message}`)
  }
  return undefined
}

async function add({ data, ...wanted }: Asked): Promise<number> {
  const clock = new TokenClock()
  const isNew = await addTsa(data, await brought(wanted), {
    now: clock.now(),
    run: () => open(data, clock),
  })
  const told = isNew ? 'is told in the ledger, and sealed' : 'stands in the ledger already'
  console.log(`${wanted.name}: the certificate ${told}`)
  const ledger = await open(data, clock)
  try {
    return await tryOut(ledger)
  } finally {
    await ledger.close()
  }
}

/** Whether there are time-stamps now, and what each authority answered. */
async function tryOut(ledger: RunningLedger): Promise<number> {
  let code = 0
  try {
    await ledger.renewAnchor()
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    code = FAILED
  }
  for (const { name, state, problem } of ledger.stamper.health().tsas) {
    console.log(problem === null ? `${name}: ${state}` : `${name}: ${state}, ${problem}`)
  }
  return code
}

async function brought(wanted: Omit<Asked, 'data'>): Promise<BroughtTsa> {
  const { name, certificate, chain, url, policy, accuracy, crl, ocsp } = wanted
  return {
    name,
    certificate: await readCertificate(certificate),
    ...(chain !== undefined && { chain: await Promise.all(chain.map(readCertificate)) }),
    ...(url !== undefined && { url }),
    ...(policy !== undefined && { policies: policy }),
    ...(accuracy !== undefined && { accuracy }),
    ...(crl !== undefined && { crls: crl }),
    ...(ocsp !== undefined && { ocsp }),
  }
}

async function open(data: string, clock: TokenClock): Promise<RunningLedger> {
  const { eventStoreDb, postgres, keyPassphrase } = readSettings(process.env)
  const common = {
    clock,
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(postgres !== undefined && { postgres }),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
  }
  const { profile } = await readLedgerInfo(folderPaths(data))
  return profile === 'production'
    ? runLedger(data, common)
    : runDevelopmentLedger(data, { ...common, mayFound: false })
}
