import {
  accepted,
  added,
  as,
  asExpert,
  asJudge,
  asRegistry,
  closed,
  notified,
  ordered,
  plain,
  reportFiled,
  started,
  stored,
  stranger,
  uuid,
} from '../../../test/case-events.js'
import { given } from '../../../test/given.js'
import { expertise } from './expertise.js'

const document = uuid(101)
const preReport = {
  kind: 'FilePreReport',
  document: stored(document),
  plain,
  observationsDueOn: '2026-09-01',
} as const
const report = { kind: 'FileReport', document: stored(document), plain } as const
const preReportFiled = {
  type: 'PreReportFiled',
  data: { document: uuid(103), observationsDueOn: null },
}

test('the pre-report is filed once, with the day observations are due', () => {
  given(expertise, ...started())
    .when(preReport, asExpert)
    .then({
      type: 'PreReportFiled',
      data: { document, observationsDueOn: '2026-09-01' },
      documents: [stored(document)],
    })
  given(expertise, ...started(), preReportFiled)
    .when(preReport, asExpert)
    .thenRefused('PRE_REPORT_ALREADY_FILED')
})

test('the report is filed once', () => {
  given(expertise, ...started())
    .when(report, asExpert)
    .then({ type: 'ReportFiled', data: { document }, documents: [stored(document)] })
  given(expertise, ...started(), reportFiled)
    .when(report, asExpert)
    .thenRefused('REPORT_FILED_TWICE')
})

test('a report does not reuse the identifier of another document', () => {
  given(expertise, ...started(), preReportFiled)
    .when({ ...report, document: stored(uuid(103)) }, asExpert)
    .thenRefused('DOCUMENT_ALREADY_DEPOSITED')
})

test('who has not accepted the mission files nothing', () => {
  given(expertise, ...ordered(), notified)
    .when(report, asExpert)
    .thenRefused('DESIGNATION_NOT_ACCEPTED')
})

test('R04 another expert of the case files nothing', () => {
  given(expertise, ...ordered(), notified, accepted, added(stranger, 'expert'))
    .when(report, as('expert', stranger))
    .thenRefused('NOT_THE_DESIGNATED_EXPERT', 'R04')
})

describe('CloseExpertise', () => {
  test('on the report, once it is filed', () => {
    const close = { kind: 'CloseExpertise', ground: 'report-filed' } as const
    given(expertise, ...started(), reportFiled)
      .when(close, asJudge)
      .then({ type: 'ExpertiseClosed', data: { ground: 'report-filed' } })
    given(expertise, ...started())
      .when(close, asJudge)
      .thenRefused('REPORT_NOT_FILED')
    given(expertise, ...started(), reportFiled, closed)
      .when(close, asJudge)
      .thenRefused('EXPERTISE_CLOSED')
  })

  test('on another ground without report', () => {
    given(expertise, ...started())
      .when({ kind: 'CloseExpertise', ground: 'conciliation' }, asRegistry)
      .then({ data: { ground: 'conciliation' } })
  })
})
