import { eventDataProblem, findEventType, LedgerError } from '@contremarque/ledger'
import { ActionRefused, refusalEvent } from './action-refused.js'
import { refusals, type RefusalCode } from './refusals.js'

const codes = Object.keys(refusals) as RefusalCode[]

test.each(codes)('%s fits the catalogue and speaks both languages', (code) => {
  const refused = new ActionRefused(code, 'DepositDocument')
  const { type, typeVersion, data } = refusalEvent(refused)
  expect(eventDataProblem(findEventType(type, typeVersion)!, data)).toBeNull()
  expect(refused).toBeInstanceOf(LedgerError)
  expect(refused.reason.fr).toMatch(/^[A-ZÀ-Ý].*\.$/u)
  expect(refused.reason.en).toMatch(/^[A-Z].*\.$/)
})

test('the target of a stranger is personal', () => {
  const refused = new ActionRefused('NOT_A_MEMBER', 'ConsultCase')
  expect(refused.byStranger).toBe(true)
  expect(refusalEvent(refused, 'expertise-x')).toMatchObject({
    data: { action: 'ConsultCase', code: 'NOT_A_MEMBER', rule: 'R04' },
    personal: { target: 'expertise-x' },
  })
})
