import { validateEnvelope, type Anchor, type JsonValue } from '@contremarque/ledger'
import { LedgerKit } from '../../test/ledger-kit.js'
import { crypto, person, STREAM } from '../../test/recorder-world.js'
import { appendPlatformEntry } from '../sealing/platform-entry.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { buildEntry, type EntrySetting } from './build-entry.js'

const digest = '0a'.repeat(32)
const uuid = '00000000-0000-4000-8000-000000000001'
const anchor: Anchor = { size: 7, root: digest, token: digest }

/** Knows the time of an authority. */
function measuredClock(): TokenClock {
  const clock = new TokenClock()
  const now = Date.now()
  const token = { genTime: now, hasFraction: true, sentAt: now, receivedAt: now }
  clock.measure(token as Parameters<TokenClock['measure']>[0])
  return clock
}

/** Refuses members in any order but the canonical one. */
const validate = (envelope: unknown) => validateEnvelope(envelope as JsonValue)

test('an envelope is built in canonical order at every depth: signing need not read its text back', () => {
  const setting: EntrySetting = {
    origin: `development.invalid/test/${'0'.repeat(32)}`,
    stream: STREAM,
    revision: 3,
    previous: digest,
    anchor,
    actor: uuid,
    person: { ...person, authentication: { validity: 'good', method: 'oidc', checkedAt: null } },
    subject: person.id,
    request: { key: digest, body: digest },
    correlation: uuid,
  }
  const draft = {
    type: 'Counted',
    typeVersion: 1,
    data: { count: 1 },
    personal: { note: 'b', address: 'a' },
    documents: [{ sha256: digest, size: 1, mediaType: 'application/pdf', id: uuid }],
  }
  const { envelope } = buildEntry(draft, setting, measuredClock(), crypto)
  expect(envelope.clock.state).toBe('measured')
  expect(validate(envelope)).toBe(envelope)
})

test('so is what the platform tells of itself', async () => {
  const kit = await new LedgerKit().open()
  try {
    const { store, info, sealSigner: signer } = kit.folder
    const { origin, ledgerId: actor } = info
    const clock = measuredClock()
    const remember = () => undefined
    const writer = { store, crypto, origin, actor, signer, clock, remember }
    const event = { stream: 'platform-orders', type: 'Counted', data: {} }
    const { envelope } = await appendPlatformEntry(writer, event, anchor)
    expect(validate(envelope)).toBe(envelope)
  } finally {
    await kit.remove()
  }
})
