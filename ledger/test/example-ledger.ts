import { TestLedger } from './test-ledger.ts'
import type { World } from './test-world.ts'

export const CASE = 'expertise-6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90'
export const OTHER_CASE = 'expertise-b0a4c1de-7d0c-4a53-8b39-1f6f5f1f7f11'
const DOCUMENT = '11111111-2222-4333-8444-555555555555'
const EXPERT = '22222222-2222-4333-8444-555555555555'

/** Two cases over four batches and three stamps: genesis; 4 entries; 3 entries and a heartbeat. */
export async function exampleLedger(world: World): Promise<TestLedger> {
  const ledger = await TestLedger.open(world)
  await ledger.append(CASE, 'DesignationAccepted', {
    competent: true,
    available: true,
    noConflict: true,
  })
  await ledger.append(
    CASE,
    'ConsignationRecorded',
    { amountCents: 250_000, paidOn: '2026-06-20' },
    {
      occurredAt: { at: '2026-06-20T12:00:00+02:00', basis: 'declared' },
    },
  )
  await ledger.append(OTHER_CASE, 'CaseConsulted', { purpose: 'audit' })
  await ledger.append(CASE, 'DocumentDeposited', { document: DOCUMENT, kind: 'piece' })
  await ledger.seal()
  await ledger.stamp()
  await ledger.append(CASE, 'DocumentMadeAvailable', { document: DOCUMENT, recipients: [EXPERT] })
  await ledger.append(OTHER_CASE, 'CaseConsulted', { purpose: 'case-follow-up' })
  await ledger.seal()
  await ledger.append(CASE, 'DocumentOpened', { document: DOCUMENT, first: true })
  await ledger.seal()
  await ledger.seal()
  await ledger.stamp()
  return ledger
}
