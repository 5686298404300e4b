import { as, asJudge, uuid } from '../../../test/case-events.js'
import { given } from '../../../test/given.js'
import { journal, type JournalAction } from './journal.js'

const record: JournalAction = {
  kind: 'RecordJournalEntry',
  source: 'town-hall',
  activity: 'receipt-confirmed',
  label: 'Réception confirmée',
  at: '2011-10-11T13:45:40.276000+02:00',
  case: 'case-10011',
  actor: 'Resource21',
  key: ['task-42933'],
  row: { channel: 'Internet' },
}

test('a line keeps its claimed instant, and all it says of people is committed', () => {
  const context = as('externe', uuid(1))
  const authentication = { method: 'foreign', validity: 'not-applicable', checkedAt: null } as const
  given(journal)
    .when(record, { ...context, person: { ...context.person, authentication } })
    .then({
      type: 'JournalEntryImported',
      data: { source: 'town-hall', activity: 'receipt-confirmed' },
      personal: {
        case: 'case-10011',
        actor: 'Resource21',
        key: ['task-42933'],
        label: 'Réception confirmée',
        'row.channel': 'Internet',
      },
      occurredAt: { at: '2011-10-11T13:45:40.276000+02:00', basis: 'imported' },
    })
})

test('nobody present acts in a journal', () => {
  given(journal).when(record, asJudge).thenRefused('ROLE_NOT_ALLOWED')
})
