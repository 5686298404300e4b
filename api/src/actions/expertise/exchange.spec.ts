import type { ExpertiseAction } from './action.js'
import {
  accepted,
  added,
  as,
  asExpert,
  asJudge,
  asLawyer,
  asParty,
  asPlatform,
  asRegistry,
  consignationRecorded,
  decided,
  deposited,
  expert,
  immediateStart,
  judge,
  lawyer,
  madeAvailable,
  notified,
  ordered,
  party,
  piece,
  plain,
  registry,
  reportFiled,
  started,
  stored,
  stranger,
  uuid,
} from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import { expertise } from './expertise.js'

const deposit: ExpertiseAction = {
  kind: 'DepositDocument',
  documentKind: 'piece',
  document: stored(piece),
  plain,
}
const depositedDraft = { type: 'DocumentDeposited', data: { document: piece, kind: 'piece' } }

describe('R11, no meeting before the consignation is notified to the expert', () => {
  const summons = { ...deposit, documentKind: 'convocation' } as const

  test('the expert summons nobody before', () => {
    given(expertise, ...ordered(), notified, accepted, consignationRecorded)
      .when(summons, asExpert)
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test.each([
    ['once notified', started()],
    ['after an order of immediate start', [...ordered(), notified, accepted, immediateStart]],
    ['where the order asks for none', [...ordered({ consignation: null }), notified, accepted]],
  ])('%s he does', (_, past) => {
    given(expertise, ...past)
      .when(summons, asExpert)
      .then({ data: { document: piece, kind: 'convocation' } })
  })

  test('does not bind what else he deposits', () => {
    given(expertise, ...ordered(), notified, accepted)
      .when({ ...deposit, documentKind: 'letter' }, asExpert)
      .then({ data: { document: piece, kind: 'letter' } })
  })
})

describe('R11, no deposit of a party before the consignation is notified to the expert', () => {
  const paid = [...ordered(), notified, accepted, consignationRecorded]

  test('before it is paid', () => {
    given(expertise, ...ordered())
      .when(deposit, asLawyer)
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test('recorded is not notified', () => {
    given(expertise, ...paid)
      .when(deposit, asParty)
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test('once notified, what the depositor hands over is committed and the stored bytes are named', () => {
    given(expertise, ...started())
      .when(deposit, asLawyer)
      .then({
        ...depositedDraft,
        documents: [stored(piece)],
        personal: {
          title: 'Compte rendu opératoire',
          fileName: 'cro.pdf',
          plainMediaType: 'application/pdf',
          plainSha256: hashAt(8),
          plainSize: 1999,
        },
      })
  })

  test('an order of immediate start opens deposits', () => {
    given(expertise, ...ordered(), immediateStart)
      .when(deposit, asLawyer)
      .then(depositedDraft)
  })

  test('the judge’s decision opens them, and is cited', () => {
    given(expertise, ...ordered(), decided(['R11']))
      .when(deposit, asLawyer)
      .then({ ...depositedDraft, causation: hashAt(6) })
  })

  test('a decision for another person opens nothing', () => {
    given(expertise, ...ordered(), decided(['R11'], { actors: [party] }))
      .when(deposit, asLawyer)
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test('has no object where the order asks for no consignation', () => {
    given(expertise, ...ordered({ consignation: null }))
      .when(deposit, asLawyer)
      .then(depositedDraft)
  })

  test('does not bind the registry', () => {
    given(expertise, ...ordered())
      .when({ ...deposit, documentKind: 'decision' }, asRegistry)
      .then({ data: { document: piece, kind: 'decision' } })
  })
})

describe('R33, no deposit of a party after the report', () => {
  test('a late piece is refused', () => {
    given(expertise, ...started(), reportFiled)
      .when(deposit, asLawyer)
      .thenRefused('REPORT_ALREADY_FILED', 'R33')
  })

  test('a complement ordered by the judge opens deposits again, and is cited', () => {
    given(expertise, ...started(), reportFiled, decided(['R33'], { actors: [lawyer] }))
      .when(deposit, asLawyer)
      .then({ ...depositedDraft, causation: hashAt(11) })
  })

  test('does not bind the expert', () => {
    given(expertise, ...started(), reportFiled)
      .when({ ...deposit, documentKind: 'annex' }, asExpert)
      .then({ type: 'DocumentDeposited' })
  })
})

describe('DepositDocument', () => {
  test('each role has its kinds', () => {
    given(expertise, ...started())
      .when({ ...deposit, documentKind: 'convocation' }, asLawyer)
      .thenRefused('DOCUMENT_KIND_NOT_ALLOWED')
    given(expertise, ...started())
      .when(deposit, asExpert)
      .thenRefused('DOCUMENT_KIND_NOT_ALLOWED')
  })

  test('a document is deposited once', () => {
    given(expertise, ...started(), deposited)
      .when(deposit, asLawyer)
      .thenRefused('DOCUMENT_ALREADY_DEPOSITED')
  })
})

describe('MakeDocumentAvailable', () => {
  const make: ExpertiseAction = { kind: 'MakeDocumentAvailable', document: piece }

  test('reaches every registered actor but the depositor', () => {
    given(expertise, ...started(), deposited)
      .when(make, asLawyer)
      .then({
        type: 'DocumentMadeAvailable',
        data: { document: piece, recipients: [judge, registry, expert, party] },
      })
  })

  test('in a case of more than an entry may name it is told in several', () => {
    const crowd = Array.from({ length: 600 }, (_, i) => uuid(1_000 + i))
    const all = [judge, registry, expert, party, ...crowd]
    const joined = crowd.map((actor) => added(actor, 'tiers'))
    given(expertise, ...started(), ...joined, deposited)
      .when(make, asLawyer)
      .then(
        { data: { document: piece, recipients: all.slice(0, 256) } },
        { data: { document: piece, recipients: all.slice(256, 512) } },
        { data: { document: piece, recipients: all.slice(512) } },
      )
  })

  test('R13 whoever joins later gets the whole earlier file', () => {
    given(expertise, ...started(), deposited, madeAvailable, added(stranger, 'tiers'))
      .when(make, asPlatform())
      .then({ data: { document: piece, recipients: [stranger] } })
  })

  test('is not repeated for the same recipients', () => {
    given(expertise, ...started(), deposited, madeAvailable)
      .when(make, asLawyer)
      .thenRefused('DOCUMENT_ALREADY_AVAILABLE')
  })

  test('a party makes only its own documents available', () => {
    given(expertise, ...started(), deposited)
      .when(make, asParty)
      .thenRefused('NOT_THE_DEPOSITOR')
  })

  test('needs a document of this case', () => {
    given(expertise, ...started())
      .when(make, asExpert)
      .thenRefused('DOCUMENT_UNKNOWN')
  })
})

describe('notices', () => {
  const notice = uuid(200)
  const available = [...started(), deposited, madeAvailable]
  const send: ExpertiseAction = {
    kind: 'SendNotice',
    notice,
    document: piece,
    recipient: party,
    channel: 'email',
    address: 'nadia@example.invalid',
  }
  const sent = {
    type: 'NoticeSent',
    data: { notice, document: piece, recipient: party, channel: 'email' },
  }
  const outcome = {
    kind: 'RecordNoticeOutcome',
    notice,
    outcome: 'delivered',
    reportedAt: null,
    diagnostic: null,
  } as const

  test('one recipient, one address, which is committed as the recipient’s', () => {
    given(expertise, ...available)
      .when(send, asPlatform())
      .then({ ...sent, personal: { address: 'nadia@example.invalid' }, subject: party })
  })

  test('nobody is told of what he cannot open', () => {
    given(expertise, ...available)
      .when({ ...send, recipient: lawyer }, asPlatform())
      .thenRefused('DOCUMENT_NOT_AVAILABLE')
  })

  test('a notice is sent once', () => {
    given(expertise, ...available, sent)
      .when(send, asPlatform())
      .thenRefused('NOTICE_ALREADY_SENT')
  })

  test('is delivered, seen by us', () => {
    given(expertise, ...available, sent)
      .when(outcome, asPlatform())
      .then({
        type: 'NoticeDelivered',
        data: { notice, document: piece, recipient: party },
        personal: {},
      })
  })

  test('R40 bounces, at the time the transport declares', () => {
    given(expertise, ...available, sent)
      .when(
        {
          ...outcome,
          outcome: 'address-unknown',
          reportedAt: '2026-03-02T09:59:58+01:00',
          diagnostic: '550 5.1.1 user unknown',
        },
        asPlatform(),
      )
      .then({
        type: 'NoticeBounced',
        data: { notice, document: piece, recipient: party, reason: 'address-unknown' },
        personal: { diagnostic: '550 5.1.1 user unknown' },
        subject: party,
        occurredAt: { at: '2026-03-02T09:59:58+01:00', basis: 'declared' },
      })
  })

  test('R40 what bounced is never delivered later', () => {
    const bounced = { type: 'NoticeBounced', data: { ...sent.data, reason: 'mailbox-full' } }
    given(expertise, ...available, sent, bounced)
      .when(outcome, asPlatform())
      .thenRefused('NOTICE_OUTCOME_KNOWN')
  })

  test('a notice nobody sent has no outcome', () => {
    given(expertise, ...available)
      .when(outcome, asPlatform())
      .thenRefused('NOTICE_UNKNOWN')
  })
})

describe('OpenDocument', () => {
  const open: ExpertiseAction = { kind: 'OpenDocument', document: piece }
  const opened = { type: 'DocumentOpened', data: { document: piece, first: true }, actor: party }

  test('tells the first opening of each recipient from later ones', () => {
    const available = [...started(), deposited, madeAvailable]
    given(expertise, ...available)
      .when(open, asParty)
      .then({ data: { document: piece, first: true } })
    given(expertise, ...available, opened)
      .when(open, asParty)
      .then({ data: { document: piece, first: false } })
    given(expertise, ...available, opened)
      .when(open, asJudge)
      .then({ data: { document: piece, first: true } })
  })

  test('is refused before the document is made available', () => {
    given(expertise, ...started(), deposited)
      .when(open, asParty)
      .thenRefused('DOCUMENT_NOT_AVAILABLE')
  })

  test('is open to the depositor at once', () => {
    given(expertise, ...started(), deposited)
      .when(open, asLawyer)
      .then({ type: 'DocumentOpened' })
  })

  test('is refused to who joined after it was made available', () => {
    given(expertise, ...started(), deposited, madeAvailable, added(stranger, 'tiers'))
      .when(open, as('tiers', stranger))
      .thenRefused('DOCUMENT_NOT_AVAILABLE')
  })
})
