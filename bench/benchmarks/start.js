import { join } from 'node:path'
import { runPart } from '../measure/part.js'
import { median, table } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'

export const title =
  'Start on an EventStoreDB: from a landmark, beside one that reads everything first'

const URL = process.env.CONTREMARQUE_EVENTSTOREDB_URL

export async function run({ quick, entries = quick ? 25_000 : 60_000, print }) {
  if (!URL)
    throw new Error('expected CONTREMARQUE_EVENTSTOREDB_URL: the address of an empty server')
  const eventStoreDb = { url: URL }
  return withFolder(async (folder) => {
    const ledger = join(folder, 'ledger')
    await runPart('make-ledger', { folder: ledger, entries, cases: 1_000, eventStoreDb })
    const start = (whole) => runPart('start-ours', { ledger, eventStoreDb, whole })
    // The first builds the read models.
    await start(true)
    const wholes = []
    const landmarks = []
    for (let round = 0; round < (quick ? 1 : 4); round++) {
      for (const whole of round % 2 === 0 ? [true, false] : [false, true]) {
        const figures = await start(whole)
        if ((figures.percent === 100) !== whole) throw new Error('it did not start as it was to')
        ;(whole ? wholes : landmarks).push(figures)
      }
    }
    const row = (name, each, key) => {
      const seconds = each.map((one) => one[key])
      return [name, median(seconds).toFixed(2), seconds.map((one) => one.toFixed(2)).join(' ')]
    }
    print(
      table(
        ['', 'seconds, median', 'each'],
        [
          row('everything is read, then it records', wholes, 'seconds'),
          row('from a landmark, until it records', landmarks, 'seconds'),
          row('the same, until everything is read', landmarks, 'readSeconds'),
        ],
      ),
    )
    const ratios = landmarks.map(({ seconds }, i) => seconds / wholes[i].seconds)
    print(`of reading everything: ${median(ratios).toFixed(2)}`)
    return { wholes, landmarks, ratios }
  })
}
