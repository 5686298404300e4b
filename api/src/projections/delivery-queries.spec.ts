import { randomUUID } from 'node:crypto'
import { projected } from '../../test/projected.js'
import { EXPERT, JUDGE, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getCase } from './case-queries.js'
import { deliveries } from './delivery-queries.js'

const FIRST = '99999999-2222-4333-8444-555555555501'
const SECOND = '99999999-2222-4333-8444-555555555502'

let ledger: TestLedger
let played: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
  await played.order()
})

test('keeps five separate dated facts for a document and its recipient', async () => {
  const document = await played.deposit('IRM du genou')
  await played.notify(document, 'delivered')
  await ledger.seal()
  const opened = await played.open(document)
  const openedAt = new Date(ledger.now).toISOString()
  await played.open(document)
  const file = await projected(ledger)
  const fact = { at: expect.any(String), entry: expect.any(String), state: 'sealed' }
  expect(deliveries(file, JUDGE, played.id)).toEqual([
    {
      document: { id: document, title: 'IRM du genou', kind: 'piece' },
      recipient: expect.objectContaining({ id: played.actor(EXPERT), name: 'Dr Hélène Aubry' }),
      depositedAt: fact,
      availableAt: fact,
      notices: [{ id: expect.any(String), sentAt: fact, outcome: { ...fact, kind: 'delivered' } }],
      firstOpenedAt: { at: openedAt, entry: opened.id, state: 'recorded' },
    },
  ])
})

test('a bounced notice and a document never opened stay visible as such', async () => {
  const document = await played.deposit('IRM')
  await played.notify(document, 'bounced')
  const file = await projected(ledger)
  const [delivery] = deliveries(file, EXPERT, played.id)!
  expect(delivery).toMatchObject({
    notices: [{ outcome: { kind: 'bounced' } }],
    firstOpenedAt: null,
  })
})

test('R40: a bounced notice stays beside the one that follows it; opening ends both alerts', async () => {
  const document = await played.deposit('IRM')
  await played.notify(document, 'bounced')
  await played.notify(document, 'pending')
  const pending = await projected(ledger)
  expect(deliveries(pending, EXPERT, played.id)![0]!.notices).toMatchObject([
    { outcome: { kind: 'bounced' } },
    { sentAt: { state: 'recorded' }, outcome: null },
  ])
  await played.open(document)
  const file = await projected(ledger)
  const codes = getCase(file, JUDGE, played.id, ledger.now)!.alerts.map(({ code }) => code)
  expect(codes).toEqual(['CONSIGNATION_PENDING'])
})

test('R40: a late bounce of an earlier notice alerts nobody once a later one was delivered', async () => {
  const document = await played.deposit('IRM')
  const recipient = played.actor(EXPERT)
  const [earlier, later] = [randomUUID(), randomUUID()].map((notice) => ({
    notice,
    document,
    recipient,
  }))
  await played.record({ type: 'NoticeSent', data: { ...earlier!, channel: 'email' } })
  await played.record({ type: 'NoticeSent', data: { ...later!, channel: 'email' } })
  await played.record({ type: 'NoticeDelivered', data: later! })
  await played.record({ type: 'NoticeBounced', data: { ...earlier!, reason: 'mailbox-full' } })
  const file = await projected(ledger)
  const codes = getCase(file, JUDGE, played.id, ledger.now)!.alerts.map(({ code }) => code)
  expect(codes).not.toContain('NOTICE_BOUNCED')
  expect(deliveries(file, JUDGE, played.id)![0]!.notices).toMatchObject([
    { outcome: { kind: 'bounced' } },
    { outcome: { kind: 'delivered' } },
  ])
})

test('a fact is told when it happened, as whoever reports it says', async () => {
  const document = await played.deposit('IRM')
  const data = { notice: played.id, document, recipient: played.actor(EXPERT) }
  await played.record({ type: 'NoticeSent', data: { ...data, channel: 'email' } })
  const occurredAt = { at: '2026-03-04T10:00:00+01:00', basis: 'declared' } as const
  await played.record({ type: 'NoticeDelivered', data, occurredAt })
  const [delivery] = deliveries(await projected(ledger), JUDGE, played.id)!
  expect(delivery!.notices[0]!.outcome!.at).toBe('2026-03-04T09:00:00.000Z')
})

test('R40: a late bounce of the first notice does not undo the second', async () => {
  const document = await played.deposit('IRM')
  const told = async (type: string, notice: string) => {
    const data = { notice, document, recipient: played.actor(EXPERT) }
    return played.record({ type, data })
  }
  await told('NoticeSent', FIRST)
  await told('NoticeSent', SECOND)
  const delivered = await told('NoticeDelivered', SECOND)
  const bounced = await told('NoticeBounced', FIRST)
  const [delivery] = deliveries(await projected(ledger), JUDGE, played.id)!
  expect(delivery!.notices).toMatchObject([
    { id: FIRST, outcome: { kind: 'bounced', entry: bounced.id } },
    { id: SECOND, outcome: { kind: 'delivered', entry: delivered.id } },
  ])
})

test('shows nothing to whoever was not added', async () => {
  await played.deposit('IRM')
  expect(deliveries(await projected(ledger), STRANGER, played.id)).toBeUndefined()
})
