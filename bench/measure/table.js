/** A table of texts, first column left, the others right. */
export function table(header, rows) {
  const lines = [header, ...rows.map((row) => row.map(String))]
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  const text = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  )
  return [text[0], widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)].join('\n')
}

export const rate = (perSecond) => Math.round(perSecond).toLocaleString('en')
export const ms = (value) => value.toFixed(value < 10 ? 2 : 1)
export const ratio = (value, baseline) =>
  baseline === undefined || baseline === 0 ? '-' : (value / baseline).toFixed(2)

/** CPU time by part in microseconds per event; parts below 1 % are summed. */
export function partsTable(parts, events) {
  const total = parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const large = parts.filter(({ milliseconds }) => milliseconds >= total / 100)
  const rest = total - large.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const shown = rest > 0 ? [...large, { part: 'smaller parts', milliseconds: rest }] : large
  const rows = [...shown, { part: 'all threads', milliseconds: total }].map(
    ({ part, milliseconds }) => [
      part,
      ((milliseconds * 1000) / events).toFixed(1),
      `${((100 * milliseconds) / total).toFixed(0)} %`,
    ],
  )
  return table(['CPU by part', 'us/event', 'share'], rows)
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}
