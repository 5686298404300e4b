import { sha256 } from '/ledger/web/sha256.ts'
import { sha256 as noble } from '/node_modules/@noble/hashes/sha2.js'

/** As many as the verifier hands to SubtleCrypto at once. */
const WINDOW = 64

/** Each digests the message `times` times and gives the last digest. */
const candidates = {
  ours: (message, times) => repeat(() => sha256(message), times),
  '@noble/hashes': (message, times) => repeat(() => noble(message), times),
  'subtle.digest, one at a time': async (message, times) => {
    let digest
    for (let i = 0; i < times; i++) digest = await crypto.subtle.digest('SHA-256', message)
    return new Uint8Array(digest)
  },
  [`subtle.digest, ${WINDOW} at once`]: async (message, times) => {
    let digests
    for (let i = 0; i < times; i += WINDOW) {
      const window = Array.from({ length: Math.min(WINDOW, times - i) })
      digests = await Promise.all(window.map(() => crypto.subtle.digest('SHA-256', message)))
    }
    return new Uint8Array(digests.at(-1))
  },
}

function repeat(digest, times) {
  let last
  for (let i = 0; i < times; i++) last = digest()
  return last
}

/** In turns, round by round, so that whatever drifts falls on all; the first round warms up. */
self.onmessage = async ({ data: { sizes, rounds, milliseconds } }) => {
  const results = []
  for (const size of sizes) {
    const message = crypto.getRandomValues(new Uint8Array(size))
    await assertAlike(message)
    const rates = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]))
    for (let round = 0; round <= rounds; round++) {
      for (const [name, digest] of Object.entries(candidates)) {
        const perSecond = await rateOf(digest, message, milliseconds)
        if (round > 0) rates[name].push(perSecond)
      }
    }
    results.push({ size, rates })
  }
  self.postMessage(results)
}

async function assertAlike(message) {
  const digests = await Promise.all(
    Object.values(candidates).map(async (digest) => String(await digest(message, 1))),
  )
  if (new Set(digests).size > 1) throw new Error(`${message.length} B: digests differ`)
}

async function rateOf(digest, message, milliseconds) {
  const begin = performance.now()
  let count = 0
  while (performance.now() - begin < milliseconds) {
    await digest(message, 10 * WINDOW)
    count += 10 * WINDOW
  }
  return (count / (performance.now() - begin)) * 1000
}
self.postMessage('ready')
