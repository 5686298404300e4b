import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'

const page = '<!doctype html><title>ouverte</title><p>contremarque</p>'
let browser: Browser
let server: Server

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
  server.close()
})

test('the browser opens a page of a local server in a secure context with SubtleCrypto and workers', async () => {
  const tab = await browser.newPage()
  await tab.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`)
  expect(await tab.title()).toBe('ouverte')
  const digest = await tab.evaluate(async () => {
    const worker = new Worker(
      URL.createObjectURL(
        new Blob([
          `crypto.subtle.digest('SHA-256', new Uint8Array()).then((d) => postMessage(new Uint8Array(d).toHex()))`,
        ]),
      ),
    )
    return new Promise((resolve) => {
      worker.onmessage = (message) => resolve(message.data)
    })
  })
  expect(digest).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
