import type { DocumentReference, Role } from '@contremarque/ledger'
import type {
  ExpertiseAction,
  OrderExpertise,
  RecordNoticeOutcome,
  RemoveActor,
  SendNotice,
} from '../../actions/expertise/action.js'
import { caseOf } from '../../actions/expertise/case-stream.js'
import type { RefusalCode } from '../../actions/refusals.js'
import { termsInForce } from '../../actions/terms.js'
import { PERSONAS, personaOf, type PersonaHandle } from '../../identity/personas.js'
import { addressOf } from './addresses.js'
import { deposits } from './deposits.js'
import type { Paper } from './paper.js'
import type { Played, Player, Stage } from './stage.js'
import type { StoryCalendar } from './story-calendar.js'
import { StoryError } from './story-error.js'
import {
  dataOf,
  documentIn,
  notePseudonyms,
  pseudonymIn,
  type Named,
  type ToldCase,
} from './told-case.js'

export interface Announcement {
  /** Whose notice does not arrive, and why. */
  readonly bounces?: Partial<Record<PersonaHandle, RecordNoticeOutcome['outcome']>>
  readonly channel?: SendNotice['channel']
}

/** The verbs of the story. Told again from the start it says the same and records nothing twice. */
export class Narrator {
  readonly calendar: StoryCalendar
  readonly #stage: Stage
  readonly #cases = new Map<string, ToldCase>()
  #scene = ''
  #step = 0
  #isRetelling = false

  constructor(stage: Stage, calendar: StoryCalendar) {
    this.#stage = stage
    this.calendar = calendar
  }

  /** What follows belongs to this scene; its name and the order of its steps are the idempotency keys. */
  begin(scene: string): void {
    this.#scene = scene
    this.#step = 0
  }

  /** Goes once more through a scene told to its end, to know what it brought about. */
  async retell(scene: string, play: () => Promise<void>): Promise<void> {
    this.begin(scene)
    this.#isRetelling = true
    try {
      await play()
    } finally {
      this.#isRetelling = false
    }
  }

  /** Uuid of a case, for URLs; null before its order. */
  caseId(name: string): string | null {
    const told = this.#cases.get(name)
    return (told && caseOf(told.stream)) ?? null
  }

  async enrolEverybody(): Promise<void> {
    for (const { id: person, handle, role, name } of PERSONAS) {
      const address = addressOf(handle)
      const action = { kind: 'EnrolActor', person, role, name, address } as const
      await this.#stage.performOnActor(handle, 'plateforme', action, this.#key())
    }
  }

  async acceptTerms(...handles: readonly PersonaHandle[]): Promise<void> {
    // The version is that of the story's first day at every telling.
    const { version, sha256 } = termsInForce(this.calendar.at(0, '08:00'))
    for (const handle of handles) {
      const action = { kind: 'AcceptTerms', version, sha256 } as const
      expectDone(await this.#stage.performOnActor(handle, handle, action, this.#key()))
    }
  }

  async order(
    name: string,
    judge: PersonaHandle,
    named: readonly Named[],
    order: Omit<OrderExpertise, 'kind' | 'actors' | 'controlJudge'>,
  ): Promise<void> {
    const action: OrderExpertise = {
      kind: 'OrderExpertise',
      ...order,
      controlJudge: personaOf(judge).id,
      actors: named.map(namedActor),
    }
    const played = expectDone(await this.#stage.performInCase(null, judge, action, this.#key()))
    const pseudonyms = new Map<string, PersonaHandle>()
    this.#cases.set(name, {
      stream: played.stream,
      pseudonyms,
      documents: new Map(),
      lastNotices: new Map(),
    })
    notePseudonyms(played, named, pseudonyms)
  }

  async add(name: string, by: PersonaHandle, added: Named): Promise<void> {
    const told = this.#case(name)
    const action = { kind: 'AddActor', controls: false, ...namedActor(added) } as const
    const played = expectDone(await this.#stage.performInCase(told.stream, by, action, this.#key()))
    notePseudonyms(played, [added], told.pseudonyms)
  }

  /** Out of the case from now on; what he said and was told stays. */
  async remove(
    name: string,
    by: PersonaHandle,
    removed: PersonaHandle,
    ground: RemoveActor['ground'],
  ): Promise<void> {
    const actor = pseudonymIn(this.#case(name), removed)
    const { role } = personaOf(removed)
    await this.act(name, by, { kind: 'RemoveActor', actor, role, ground, reason: null })
  }

  async act(name: string, by: Player, action: ExpertiseAction): Promise<Played> {
    const { stream } = this.#case(name)
    return expectDone(await this.#stage.performInCase(stream, by, action, this.#key()))
  }

  async consult(name: string, by: PersonaHandle): Promise<void> {
    const purpose = { code: 'case-follow-up', detail: null } as const
    await this.act(name, by, { kind: 'ConsultCase', purpose })
  }

  /** What the story wants refused, with the code it wants. */
  async refused(
    name: string,
    by: PersonaHandle,
    code: RefusalCode,
    attempt: ExpertiseAction | { readonly deposit: Paper },
  ): Promise<void> {
    const { stream } = this.#case(name)
    const key = this.#key()
    // A refusal brings nothing about; a stranger's has no key and would be told once more.
    if (this.#isRetelling) return
    const played =
      'deposit' in attempt
        ? await this.#stage.bring(
            stream,
            by,
            attempt.deposit,
            deposits(attempt.deposit, 'piece'),
            this.#key(),
          )
        : await this.#stage.performInCase(stream, by, attempt, key)
    if (played.refused?.code !== code) {
      throw new StoryError('STORY_DERAILED', `${this.#scene}: expected ${code}`)
    }
  }

  /** Brings a paper and makes it available to everyone registered; no notice yet. */
  async bring(
    name: string,
    by: PersonaHandle,
    paper: Paper,
    action: (document: DocumentReference) => ExpertiseAction,
    as: string,
  ): Promise<void> {
    const told = this.#case(name)
    const played = expectDone(await this.#stage.bring(told.stream, by, paper, action, this.#key()))
    const id = played.envelopes[0]?.documents[0]?.id ?? ''
    const recipients = await this.#makeAvailable(told, by, id)
    told.documents.set(as, { id, recipients })
  }

  /** A second availability, for those who joined since. */
  async share(name: string, by: Player, ...documents: readonly string[]): Promise<void> {
    const told = this.#case(name)
    for (const each of documents) {
      const { id } = documentIn(told, each)
      const recipients = await this.#makeAvailable(told, by, id)
      told.documents.set(each, { id, recipients })
    }
  }

  /** The platform's notice to each recipient outside the court, and what became of it. */
  async announce(name: string, document: string, options: Announcement = {}): Promise<void> {
    const told = this.#case(name)
    const { recipients } = documentIn(told, document)
    for (const recipient of recipients) {
      const handle = told.pseudonyms.get(recipient)
      if (handle === undefined || COURT.includes(personaOf(handle).role)) continue
      await this.notify(name, handle, document, options)
    }
  }

  /** Notice and outcome, both seen by the platform itself. */
  async notify(
    name: string,
    to: PersonaHandle,
    document: string,
    { bounces = {}, channel = 'email' }: Announcement = {},
  ): Promise<void> {
    const notice = await this.send(name, to, document, channel)
    await this.#tellOutcome(name, notice, bounces[to] ?? 'delivered', null)
  }

  /** @returns the notice, whose outcome is another step, perhaps of another scene */
  async send(
    name: string,
    to: PersonaHandle,
    document: string,
    channel: SendNotice['channel'],
  ): Promise<string> {
    const told = this.#case(name)
    const notice = this.#stage.uuid(`${this.#scene}:${document}:${to}`)
    await this.act(name, 'plateforme', {
      kind: 'SendNotice',
      notice,
      document: documentIn(told, document).id,
      recipient: pseudonymIn(told, to),
      channel,
      address: addressOf(to, channel),
    })
    told.lastNotices.set(`${document} ${to}`, notice)
    return notice
  }

  /** What the post answers later, with the instant it declares. */
  async tellDelivery(
    name: string,
    to: PersonaHandle,
    document: string,
    reportedAt: number,
  ): Promise<void> {
    const notice = this.#case(name).lastNotices.get(`${document} ${to}`) ?? ''
    await this.#tellOutcome(name, notice, 'delivered', new Date(reportedAt).toISOString())
  }

  async #tellOutcome(
    name: string,
    notice: string,
    outcome: RecordNoticeOutcome['outcome'],
    reportedAt: string | null,
  ): Promise<void> {
    const diagnostic = DIAGNOSTICS[outcome] ?? null
    const action = { kind: 'RecordNoticeOutcome', notice, outcome, reportedAt, diagnostic } as const
    await this.act(name, 'plateforme', action)
  }

  async open(name: string, by: PersonaHandle, ...documents: readonly string[]): Promise<void> {
    const told = this.#case(name)
    for (const each of documents) {
      const document = documentIn(told, each).id
      await this.act(name, by, { kind: 'OpenDocument', document })
    }
  }

  /** Each of them opens each of the documents. */
  async openEach(
    name: string,
    people: readonly PersonaHandle[],
    ...documents: readonly string[]
  ): Promise<void> {
    for (const by of people) await this.open(name, by, ...documents)
  }

  async #makeAvailable(told: ToldCase, by: Player, document: string): Promise<readonly string[]> {
    const action = { kind: 'MakeDocumentAvailable', document } as const
    const played = expectDone(await this.#stage.performInCase(told.stream, by, action, this.#key()))
    const data = dataOf<'DocumentMadeAvailable'>(played.envelopes[0])
    return data?.recipients ?? []
  }

  #case(name: string): ToldCase {
    const told = this.#cases.get(name)
    if (told === undefined)
      throw new StoryError('STORY_DERAILED', `${this.#scene}: no case ${name}`)
    return told
  }

  #key(): string {
    return `story:${this.#scene}:${this.#step++}`
  }
}

const COURT: readonly Role[] = ['magistrat', 'greffe']

const DIAGNOSTICS: Partial<Record<RecordNoticeOutcome['outcome'], string>> = {
  'address-unknown': '550 5.1.1 destinataire inconnu',
  'mailbox-full': '552 5.2.2 boîte pleine',
}

function namedActor({ handle, actsFor }: Named) {
  const { id: person, role, name } = personaOf(handle)
  const mandator = actsFor === undefined ? null : personaOf(actsFor).id
  return { person, role, name, address: addressOf(handle), actsFor: mandator }
}

function expectDone(played: Played): Played {
  if (played.refused !== null) throw played.refused
  return played
}
