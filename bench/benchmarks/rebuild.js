import { join } from 'node:path'
import { runPart } from '../measure/part.js'
import { partsTable, rate, ratio, table } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'

export const title = 'Rebuild of the read models: rows, indexes, search'

export async function run({ quick, entries = quick ? 5_000 : 100_000, print }) {
  return withFolder(async (folder) => {
    const ledger = join(folder, 'ledger')
    await runPart('make-ledger', { folder: ledger, entries, cases: Math.min(1000, entries / 10) })
    const plain = await runPart('rebuild-plain', { ledger })
    const ours = await runPart('rebuild-ours', { ledger })
    const { parts, counted } = await runPart('rebuild-ours', { ledger, profile: true })
    print(
      table(
        ['', 'events/s', 'ours / it', 'events per CPU second', 'bytes/event', 'MB'],
        [
          [
            'ours',
            rate(ours.perSecond),
            '',
            rate(ours.perCpuSecond),
            ours.bytesPerEvent.toFixed(0),
            (ours.memory / 1e6).toFixed(0),
          ],
          [
            'rows copied to one table',
            rate(plain.perSecond),
            ratio(ours.perSecond, plain.perSecond),
            '',
            '',
            '',
          ],
        ],
      ),
    )
    print(partsTable(parts, counted))
    return { ours, plain, parts }
  })
}
