import { randomBytes } from 'node:crypto'
import {
  parseCertificate,
  parseCrl,
  revocationAnswers,
  type Certificate,
} from '@contremarque/ledger'
import { answerOcsp, developmentPki, type DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { TestClock } from '../../test/ledger-kit.js'
import { RevocationFetcher, type RevocationPlaces } from './revocation-fetcher.js'
import { TsaError } from './tsa-error.js'

const crypto = nodeCrypto()
const never = new AbortController().signal
const hour = 3_600_000
let clock: TestClock
let pki: DevelopmentPki
let certificate: Certificate
/** What the places say, and how often they were asked. */
let place: { isDown: boolean; lifetime: number; asked: number; garbage?: Uint8Array }

beforeEach(async () => {
  clock = new TestClock()
  const key = keySigner(generateP256().privateKeyPem)
  const notBefore = clock.at - 24 * hour
  pki = await developmentPki({ key, notBefore, randomBytes: (n) => randomBytes(n), crypto })
  const { publicKey } = generateP256()
  certificate = parseCertificate(
    await pki.issue({ usage: 'tsa', commonName: 'tsa', publicKey, notBefore }),
  )
  place = { isDown: false, lifetime: hour, asked: 0 }
})

function fetcher(places: RevocationPlaces): RevocationFetcher {
  const said = async (make: () => Promise<Uint8Array>) => {
    place.asked++
    if (place.isDown) throw new TsaError('TSA_UNREACHABLE', 'one: nobody there')
    return place.garbage ?? make()
  }
  const list = () =>
    said(() => {
      const at = clock.at
      const times = { thisUpdate: at, nextUpdate: at + place.lifetime }
      return pki.issueCrl({ number: place.asked, ...times, revoked: [] })
    })
  const answer = (_: string, request: Uint8Array) =>
    said(() => {
      const { lifetime } = place
      return answerOcsp(request, { pki, statusOf: () => 'good', now: () => clock.at, lifetime })
    })
  return new RevocationFetcher(places, { list, answer }, clock)
}

const lists = () => fetcher({ crls: ['http://crl.example/one.crl'], ocsp: null })
const ask = (from: RevocationFetcher, at = clock.at) =>
  from.fetch({ certificate, issuer: pki.root, at }, never)

test('a list serves further tokens until its next update, and a token after it has the next list', async () => {
  const from = lists()
  const first = await ask(from)
  clock.at += hour / 2
  expect(await ask(from)).toEqual(first)
  expect(place.asked).toBe(1)
  clock.at += hour / 2 + 1_000
  const next = await ask(from)
  expect(place.asked).toBe(2)
  expect(next.problem).toBeNull()
  expect(parseCrl(next.crls[0]!).nextUpdate).toBeGreaterThan(clock.at)
})

test('an authority ahead of our clock has the list that covers its own time', async () => {
  const from = lists()
  await ask(from)
  clock.at += hour - 10_000
  const theirs = clock.at + 20_000
  const { crls, problem } = await ask(from, theirs)
  expect(problem).toBeNull()
  expect(parseCrl(crls[0]!).nextUpdate).toBeGreaterThanOrEqual(theirs)
})

test('a list of long life is fetched anew after an hour, and serves on while its place is silent', async () => {
  place.lifetime = 24 * hour
  const from = lists()
  const first = await ask(from)
  place.isDown = true
  clock.at += hour + 1_000
  expect(await ask(from)).toEqual(first)
  expect(place.asked).toBe(2)
  place.isDown = false
  clock.at += 16_000
  const next = await ask(from)
  expect(next.crls).not.toEqual(first.crls)
})

test('a place that is down is told, asked again after a while, and holds up no token meanwhile', async () => {
  place.isDown = true
  const from = lists()
  expect(await ask(from)).toEqual({ crls: [], ocsps: [], problem: 'one: nobody there' })
  place.isDown = false
  expect((await ask(from)).crls).toEqual([])
  expect(place.asked).toBe(1)
  clock.at += 16_000
  expect(await ask(from)).toMatchObject({ problem: null, crls: [expect.anything()] })
})

test('a list that was due before the token is handed over, and that it ended is said', async () => {
  place.lifetime = -1_000
  const { crls, problem } = await ask(lists())
  expect(crls).toHaveLength(1)
  expect(problem).toContain('what is published ends')
})

test('where no place is named that is said', async () => {
  const { problem } = await ask(fetcher({ crls: [], ocsp: null }))
  expect(problem).toContain('names no place')
})

test('what is no list is not kept', async () => {
  place.garbage = new TextEncoder().encode('<html>')
  const { crls, problem } = await ask(lists())
  expect(crls).toEqual([])
  expect(problem).toContain('no revocation list')
})

test('of several lists those that can be had are', async () => {
  const from = fetcher({ crls: ['http://crl.example/one.crl'], ocsp: 'http://ocsp.example/' })
  place.garbage = await pki.issueCrl({
    ...{ number: 1, thisUpdate: clock.at, nextUpdate: clock.at + hour },
    revoked: [],
  })
  const { crls, ocsps, problem } = await ask(from)
  expect([crls.length, ocsps.length]).toEqual([1, 0])
  expect(problem).toContain('no OCSP answer')
})

describe('a responder', () => {
  const responder = () => fetcher({ crls: [], ocsp: 'http://ocsp.example/' })

  test('is asked about the certificate, and what it says shows that it is good', async () => {
    const from = responder()
    const { ocsps, crls, problem } = await ask(from)
    expect([ocsps.length, crls.length, problem]).toEqual([1, 0, null])
    const at = clock.at - (clock.at % 1000)
    const input = { certificate, issuer: pki.root, crls, ocsps, at }
    expect(await revocationAnswers(input, crypto)).toMatchObject([
      { status: 'good', source: 'ocsp' },
    ])
    await ask(from)
    expect(place.asked).toBe(1)
  })

  test('cannot be asked about a certificate whose issuer nobody knows', async () => {
    const { problem } = await responder().fetch({ certificate, issuer: undefined, at: 0 }, never)
    expect(problem).toContain('issuer is not known')
    expect(place.asked).toBe(0)
  })
})
