import {
  added,
  as,
  asExpert,
  asJudge,
  asLawyer,
  asParty,
  asPlatform,
  asRegistry,
  closed,
  consignationRecorded,
  expert,
  judge,
  lawyer,
  ordered,
  party,
  reportFiled,
  started,
  stranger,
  uuid,
} from '../../../test/case-events.js'
import { given, type Past } from '../../../test/given.js'
import type { RemoveActor } from './action.js'
import { expertise } from './expertise.js'

const remove: RemoveActor = {
  kind: 'RemoveActor',
  actor: lawyer,
  role: 'avocat',
  ground: 'counsel-changed',
  reason: null,
}
const ofExpert = { ...remove, actor: expert, role: 'expert', ground: 'replaced' } as const
const removed = (actor: string, role: string, ground = 'other'): Past => ({
  type: 'ActorRemoved',
  data: { actor, role, ground },
  actor: judge,
})
const preReportFiled: Past = {
  type: 'PreReportFiled',
  data: { document: uuid(101), observationsDueOn: null },
  actor: expert,
}

test('the court removes an actor; the ground is clear, the reason is committed as his', () => {
  for (const by of [asJudge, asRegistry]) {
    given(expertise, ...ordered())
      .when({ ...remove, reason: 'Me Girard lui succède' }, by)
      .then({
        type: 'ActorRemoved',
        data: { actor: lawyer, role: 'avocat', ground: 'counsel-changed' },
        personal: { reason: 'Me Girard lui succède' },
        subject: lawyer,
      })
  }
})

test('the expert removes a sapiteur and nobody of the parties’ side; they remove nobody', () => {
  const sapiteur = {
    ...remove,
    actor: stranger,
    role: 'sapiteur',
    ground: 'mission-ended',
  } as const
  const past = [...ordered(), added(stranger, 'sapiteur')]
  given(expertise, ...past)
    .when(sapiteur, asExpert)
    .then({ type: 'ActorRemoved' })
  given(expertise, ...past)
    .when(remove, asExpert)
    .thenRefused('ROLE_NOT_ALLOWED')
  for (const by of [asLawyer, asParty]) {
    given(expertise, ...past)
      .when(sapiteur, by)
      .thenRefused('ROLE_NOT_ALLOWED')
  }
})

test('R04 the expert is removed by the controlling judge alone', () => {
  given(expertise, ...started())
    .when(ofExpert, asRegistry)
    .thenRefused('ROLE_NOT_ALLOWED')
  given(expertise, ...started(), added(stranger, 'magistrat'))
    .when(ofExpert, as('magistrat', stranger))
    .thenRefused('NOT_THE_CONTROL_JUDGE', 'R04')
  given(expertise, ...started())
    .when(ofExpert, asJudge)
    .then({ data: { actor: expert, role: 'expert', ground: 'replaced' } })
})

test('R04 the controlling judge stays until another is appointed', () => {
  const himself = { ...remove, actor: judge, role: 'magistrat' } as const
  given(expertise, ...ordered())
    .when(himself, asJudge)
    .thenRefused('CONTROL_JUDGE_NEEDED', 'R04')
  given(expertise, ...ordered(), added(stranger, 'magistrat', true))
    .when(himself, as('magistrat', stranger))
    .then({ type: 'ActorRemoved' })
})

test('who is not registered in that role is not removed from it', () => {
  for (const changed of [{ actor: stranger }, { role: 'tiers' } as const]) {
    given(expertise, ...ordered())
      .when({ ...remove, ...changed }, asJudge)
      .thenRefused('ACTOR_NOT_REGISTERED')
  }
  given(expertise, ...ordered(), removed(lawyer, 'avocat'))
    .when(remove, asJudge)
    .thenRefused('ACTOR_NOT_REGISTERED')
})

test('after the end too, as reading goes on', () => {
  given(expertise, ...started(), reportFiled, closed)
    .when(remove, asRegistry)
    .then({ type: 'ActorRemoved' })
})

test('R04 who was removed is a stranger from then on, until he is added again', () => {
  const consult = {
    kind: 'ConsultCase',
    purpose: { code: 'case-follow-up', detail: null },
  } as const
  const past = [...ordered(), removed(lawyer, 'avocat')]
  given(expertise, ...past)
    .when(consult, asLawyer)
    .thenRefused('NOT_A_MEMBER', 'R04')
  given(expertise, ...past, added(lawyer, 'avocat'))
    .when(consult, asLawyer)
    .then({ type: 'CaseConsulted' })
})

test('R04 a role taken leaves the others', () => {
  const consult = {
    kind: 'ConsultCase',
    purpose: { code: 'case-follow-up', detail: null },
  } as const
  const past = [...ordered(), added(lawyer, 'tiers'), removed(lawyer, 'avocat')]
  given(expertise, ...past)
    .when(consult, asLawyer)
    .thenRefused('ROLE_NOT_REGISTERED', 'R04')
  given(expertise, ...past)
    .when(consult, as('tiers', lawyer))
    .then({ type: 'CaseConsulted' })
})

describe('the designated expert removed', () => {
  const vacant = [...started(), preReportFiled, removed(expert, 'expert', 'recused')]

  test('leaves nobody to notify', () => {
    for (const kind of ['NotifyDesignation', 'NotifyConsignation'] as const) {
      given(expertise, ...vacant)
        .when({ kind }, asRegistry)
        .thenRefused('EXPERT_NOT_DESIGNATED')
    }
  })

  test('is followed by the next one added, who is notified and files his own pre-report', () => {
    const next = [...vacant, added(stranger, 'expert')]
    given(expertise, ...next)
      .when({ kind: 'NotifyDesignation' }, asRegistry)
      .then({ type: 'DesignationNotified', data: { expert: stranger } })
    const accepted = { competent: true, available: true, noConflict: true }
    given(
      expertise,
      ...next,
      { type: 'DesignationNotified', data: { expert: stranger } },
      { type: 'DesignationAccepted', data: accepted, actor: stranger },
    )
      .when(
        {
          kind: 'FilePreReport',
          document: { id: uuid(110), sha256: 'ab'.repeat(32), size: 1, mediaType: 'x/y' },
          plain: { title: 'x', fileName: 'x', mediaType: 'x/y', sha256: 'ab'.repeat(32), size: 1 },
          observationsDueOn: null,
        },
        as('expert', stranger),
      )
      .then({ type: 'PreReportFiled' })
  })

  test('may be followed by an expert who is in the case already', () => {
    const past = [...started(), added(stranger, 'expert')]
    const add = {
      kind: 'AddActor',
      person: `person-${stranger}`,
      role: 'expert',
      name: 'x',
      address: null,
      actsFor: null,
      controls: false,
    } as const
    given(expertise, ...past)
      .when(add, asJudge)
      .thenRefused('ACTOR_ALREADY_ADDED')
    given(expertise, ...past, removed(expert, 'expert'))
      .when(add, asJudge)
      .then({ type: 'ActorAdded' })
  })

  test('after his report leaves the designation as it was', () => {
    given(expertise, ...started(), reportFiled, removed(expert, 'expert'), consignationRecorded)
      .when({ kind: 'NotifyConsignation' }, asRegistry)
      .then({ type: 'ConsignationNotified' })
  })

  test('another expert removed changes nothing of the designation', () => {
    given(expertise, ...started(), added(stranger, 'expert'), removed(stranger, 'expert'))
      .when({ kind: 'NotifyConsignation' }, asRegistry)
      .then({ type: 'ConsignationNotified', data: { expert } })
  })
})

test('R04 no notice goes to who was removed; what came of an earlier one is still told', () => {
  const document = uuid(100)
  const notice = { notice: uuid(200), document, recipient: party }
  const past: Past[] = [
    ...started(),
    { type: 'DocumentDeposited', data: { document, kind: 'piece' }, actor: lawyer },
    { type: 'DocumentMadeAvailable', data: { document, recipients: [party] }, actor: lawyer },
    { type: 'NoticeSent', data: { ...notice, channel: 'email' }, actor: expert },
    removed(party, 'partie', 'dismissed'),
  ]
  const send = {
    kind: 'SendNotice',
    document,
    notice: uuid(201),
    recipient: party,
    channel: 'email',
    address: 'x',
  } as const
  for (const by of [asPlatform(), asRegistry]) {
    given(expertise, ...past)
      .when(send, by)
      .thenRefused('RECIPIENT_REMOVED', 'R04')
  }
  given(expertise, ...past, added(party, 'partie'))
    .when(send, asPlatform())
    .then({ type: 'NoticeSent' })
  const outcome = { outcome: 'delivered', reportedAt: null, diagnostic: null } as const
  given(expertise, ...past)
    .when({ kind: 'RecordNoticeOutcome', notice: notice.notice, ...outcome }, asPlatform())
    .then({ type: 'NoticeDelivered' })
  given(expertise, ...past)
    .when({ kind: 'MakeDocumentAvailable', document }, asPlatform())
    .then({ data: { document, recipients: [judge, asRegistry.actor, expert] } })
})
