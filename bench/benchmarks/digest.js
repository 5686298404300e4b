import { serveSource } from '../../ledger/test/source-server.ts'
import { launchBrowser } from '../../test/browser.ts'
import { median, rate, ratio, table } from '../measure/table.js'

export const title = 'SHA-256 in a Web Worker of a real Chromium, where the console verifies'

/** A hash, an inner node of the tree, a note, a small entry, an entry as it is. */
const SIZES = [32, 65, 256, 1024, 2200]

/** Leaf and data object of RFC 4998, content, and its share of the nodes of both trees. */
const OF_ENTRY = [2200, 2200, 1024, 65, 65]

export async function run({ quick, print }) {
  const asked = { sizes: SIZES, rounds: quick ? 1 : 7, milliseconds: quick ? 20 : 200 }
  const server = await serveSource()
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(server.origin)
    const measured = await page.evaluate(inWorker, asked)
    const results = measured.map(({ size, rates }) => ({ size, rates: medians(rates) }))
    const names = Object.keys(results[0].rates)
    print(`Chromium ${browser.version()}; digests per second, medians of ${asked.rounds} rounds`)
    print(table(['bytes', ...names], results.map(row)))
    print(table(['ours / it', ...names.slice(1)], results.map(ratios)))
    const entry = Object.fromEntries(names.map((name) => [name, microseconds(results, name)]))
    const times = names.map((name) => `${name} ${entry[name].toFixed(0)} us`).join(', ')
    print(`the digests of one entry (${OF_ENTRY.join(' + ')} B): ${times}`)
    return { chromium: browser.version(), results, entry }
  } finally {
    await browser.close()
    server.close()
  }
}

/** Runs in the page. */
function inWorker(asked) {
  const worker = new Worker('/bench/browser/digest-worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker did not load'))
    worker.onmessage = ({ data }) => (data === 'ready' ? worker.postMessage(asked) : resolve(data))
  })
}

function medians(rates) {
  return Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, median(all)]))
}

function microseconds(results, name) {
  const each = OF_ENTRY.map((asked) => results.find(({ size }) => size === asked).rates[name])
  return each.reduce((sum, perSecond) => sum + 1e6 / perSecond, 0)
}

function row({ size, rates }) {
  return [size, ...Object.values(rates).map(rate)]
}

function ratios({ size, rates: { ours, ...others } }) {
  return [`${size} B`, ...Object.values(others).map((other) => ratio(ours, other))]
}
