import { openLedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'

// Holds a data folder until killed.
await openLedgerFolder(process.argv[2] ?? '', { clock: new TokenClock() })
process.stdout.write('held\n')
setInterval(() => undefined, 60_000)
