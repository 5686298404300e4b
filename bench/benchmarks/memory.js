import { runPart } from '../measure/part.js'
import { rate, table } from '../measure/table.js'

export const title = 'Memory of a verification, integrity only'

export async function run({ quick, entries = quick ? 50_000 : 10_000_000, print }) {
  const cases = Math.max(100, entries / 1000)
  const result = await runPart('verify-many', { entries, cases })
  const { verified, codes, seconds, peak, memory } = result
  print(
    `${verified} entries in ${cases} cases, made and verified in one process, ${rate(verified / seconds)}/s; findings: ${codes.join(', ')}`,
  )
  const rows = memory.map((bytes, i) => [`${i + 1} M`, megabytes(bytes)])
  print(table(['after', 'MB'], [...rows, ['highest', megabytes(peak)]]))
  return result
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0)
}
