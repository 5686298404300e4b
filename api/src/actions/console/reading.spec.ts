import { as, stranger, uuid, withoutTerms } from '../../../test/case-events.js'
import { given } from '../../../test/given.js'
import { reading } from './reading.js'

const auditor = as('auditeur', stranger)

test('R05 a session, a screen and a search are events; what was searched is committed', () => {
  given(reading)
    .when({ kind: 'OpenSession', session: uuid(5) }, auditor)
    .then({ type: 'ConsoleSessionOpened', data: { session: uuid(5) } })
  given(reading)
    .when({ kind: 'ConsultScreen', screen: 'ledger-health' }, auditor)
    .then({ type: 'ConsoleConsulted', data: { screen: 'ledger-health' } })
  given(reading)
    .when({ kind: 'SearchCases', query: 'Benali', results: 2 }, auditor)
    .then({ type: 'CasesSearched', data: { results: 2 }, personal: { query: 'Benali' } })
})

test('R02 whoever has not accepted the terms in force uses nothing', () => {
  given(reading).when({ kind: 'UsePlatform' }, auditor).then()
  given(reading)
    .when({ kind: 'UsePlatform' }, withoutTerms(auditor))
    .thenRefused('TERMS_NOT_ACCEPTED', 'R02')
})
