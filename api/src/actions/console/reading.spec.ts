import { as, asPlatform, stranger, uuid, withoutTerms } from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import { purposeCodes } from '../purpose.js'
import { reading } from './reading.js'

const auditor = as('auditeur', stranger)
const purpose = 'audit'

test('R05 a session, a screen and a search are events; what was searched is committed', () => {
  given(reading)
    .when({ kind: 'OpenSession', session: uuid(5) }, auditor)
    .then({ type: 'ConsoleSessionOpened', data: { session: uuid(5) } })
  given(reading)
    .when({ kind: 'ConsultScreen', screen: 'ledger-health', purpose }, auditor)
    .then({ type: 'ConsoleConsulted', typeVersion: 2, data: { screen: 'ledger-health', purpose } })
  given(reading)
    .when({ kind: 'SearchCases', query: 'Benali', results: 2, purpose }, auditor)
    .then({
      type: 'CasesSearched',
      typeVersion: 2,
      data: { results: 2, purpose },
      personal: { query: 'Benali' },
    })
})

test('R05 an export and the download of a proof are events with their purpose', () => {
  given(reading)
    .when({ kind: 'ExportLedger', use: 'verification', purpose }, auditor)
    .then({ type: 'LedgerExported', data: { use: 'verification', purpose } })
  const download = { entry: hashAt(3), form: 'evidence-record', purpose } as const
  given(reading)
    .when({ kind: 'DownloadEvidence', ...download }, auditor)
    .then({ type: 'EvidenceDownloaded', typeVersion: 2, data: download })
})

test('R02 whoever has not accepted the terms in force uses nothing', () => {
  given(reading).when({ kind: 'UsePlatform' }, auditor).then()
  given(reading)
    .when({ kind: 'UsePlatform' }, withoutTerms(auditor))
    .thenRefused('TERMS_NOT_ACCEPTED', 'R02')
})

describe('R05, the purpose', () => {
  const state = { kind: 'StatePurpose', session: uuid(5) } as const

  test.each(purposeCodes)(
    '%s is of the closed list; what is written beside it is committed',
    (code) => {
      given(reading)
        .when({ ...state, code, detail: 'à la demande de Nadia Benali' }, auditor)
        .then({
          type: 'PurposeStated',
          data: { session: uuid(5), purpose: code },
          personal: { detail: 'à la demande de Nadia Benali' },
        })
    },
  )

  test('left empty is refused, and so is another one that is not named', () => {
    for (const code of [null, 'other'] as const) {
      given(reading)
        .when({ ...state, code, detail: null }, auditor)
        .thenRefused('PURPOSE_EMPTY', 'R05')
    }
  })
})

test('the end of a session is told by the platform alone', () => {
  const end = {
    session: uuid(5),
    from: '2026-03-02T09:00:00.000Z',
    until: '2026-03-02T09:41:00.000Z',
    reads: 17,
    cause: 'closed',
  } as const
  given(reading)
    .when({ kind: 'EndSession', ...end }, asPlatform())
    .then({ type: 'ConsoleSessionEnded', data: end })
  given(reading)
    .when({ kind: 'EndSession', ...end }, auditor)
    .thenRefused('ROLE_NOT_ALLOWED')
})
