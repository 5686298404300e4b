import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/browser.ts'
import { cryptoClaims } from '../test/crypto-contract.ts'
import { cryptoFixtures } from '../test/crypto-fixtures.ts'
import { serveSource } from '../test/source-server.ts'
import type { SourceServer } from '../test/source-server.ts'

const fixtures = cryptoFixtures()
const claims = cryptoClaims(fixtures)
let server: SourceServer
let browser: Browser
let outcomes: readonly unknown[]

/** Runs the claims in a module worker of a real Chromium, where the verifier runs. */
async function runInWorker(page: Page): Promise<readonly unknown[]> {
  return page.evaluate(async (given) => {
    const script = `
      import { webCrypto } from '${location.origin}/ledger/web/index.ts'
      import { cryptoClaims } from '${location.origin}/ledger/test/crypto-contract.ts'
      self.onmessage = async ({ data }) => {
        const crypto = webCrypto()
        const outcomes = []
        for (const { run } of cryptoClaims(data)) {
          outcomes.push(await run(crypto).catch((error) => String(error)))
        }
        self.postMessage(outcomes)
      }
      self.postMessage('ready')`
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    const worker = new Worker(url, { type: 'module' })
    return new Promise<unknown[]>((resolve, reject) => {
      worker.onerror = (event) => {
        reject(new Error(event.message))
      }
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === 'ready') worker.postMessage(given)
        else resolve(data as unknown[])
      }
    })
  }, fixtures)
}

beforeAll(async () => {
  server = await serveSource()
  browser = await launchBrowser()
  const page = await browser.newPage()
  await page.goto(server.origin)
  outcomes = await runInWorker(page)
})

afterAll(async () => {
  await browser.close()
  server.close()
})

test('every claim was run', () => {
  expect(outcomes).toHaveLength(claims.length)
})

test.each(claims.map(({ claim, expected }, i) => [claim, expected, i] as const))(
  'in Chromium: %s',
  (_, expected, i) => {
    expect(outcomes[i]).toEqual(expected)
  },
)
