import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import type { TestEvent, TestLedger } from './test-ledger.js'

export const JUDGE = randomUUID()
export const EXPERT = randomUUID()
export const LAWYER = randomUUID()
export const STRANGER = randomUUID()

export const FIRST = '2026-03-02T09:00:00.000Z'
export const LAST = '2026-03-02T09:41:00.000Z'

/** One case, played through the events that the deciders word. */
export class TestCase {
  readonly id = randomUUID()
  readonly stream = `expertise-${this.id}`

  constructor(readonly ledger: TestLedger) {}

  actor(person: string): string {
    return this.ledger.pseudonym(person, this.stream)
  }

  record(event: Omit<TestEvent, 'stream'>): Promise<{ id: string; hash: string }> {
    return this.ledger.record({ ...event, stream: this.stream })
  }

  /** The order and its three actors; a consignation is ordered and the report is due on 2026-09-30. */
  async order(
    number = '24/01234',
    subject = 'Expertise médicale, infection du cœur',
  ): Promise<void> {
    await this.record({
      type: 'ExpertiseOrdered',
      person: JUDGE,
      role: 'magistrat',
      data: {
        regime: 'civil',
        zone: 'Europe/Paris',
        orderedOn: '2026-03-02',
        reportDueOn: '2026-09-30',
        consignation: { amountCents: 300_000, dueOn: '2026-04-01' },
        expert: this.actor(EXPERT),
        controlJudge: this.actor(JUDGE),
      },
      personal: {
        number,
        court: 'Tribunal judiciaire de Rennes',
        subject,
        mission: ['Examiner la demanderesse', 'Décrire les lésions'],
      },
    })
    await this.add(JUDGE, 'magistrat', 'Claire Vasseur')
    await this.add(EXPERT, 'expert', 'Dr Hélène Aubry')
    await this.add(LAWYER, 'avocat', 'Me Sophie Lambert')
  }

  add(person: string, role: string, name: string): Promise<{ id: string; hash: string }> {
    return this.record({
      type: 'ActorAdded',
      person: JUDGE,
      role: 'magistrat',
      data: { actor: this.actor(person), role, actsFor: null, controls: false },
      personal: { name, address: `${name} at home` },
      subject: person,
    })
  }

  remove(person: string, role: string): Promise<{ id: string; hash: string }> {
    const data = { actor: this.actor(person), role, ground: 'other' }
    const personal = { reason: 'parti' }
    return this.record({ type: 'ActorRemoved', person: JUDGE, data, personal, subject: person })
  }

  /** A consultation, from its first read to its last. */
  async consult(person: string, role: Role): Promise<void> {
    const data = { purpose: 'audit' }
    const { hash } = await this.record({ type: 'CaseConsulted', person, role, data })
    const end = { actor: this.actor(person), from: FIRST, until: LAST, reads: 3 }
    await this.record({ type: 'ConsultationEnded', data: end, causation: hash })
  }

  /** Acceptance and consignation: the case is open. */
  async begin(): Promise<void> {
    const expert = this.actor(EXPERT)
    const data = { competent: true, available: true, noConflict: true }
    await this.record({ type: 'DesignationNotified', data: { expert } })
    await this.record({ type: 'DesignationAccepted', person: EXPERT, role: 'expert', data })
    const paid = { amountCents: 300_000, paidOn: '2026-03-20' }
    await this.record({ type: 'ConsignationRecorded', data: paid })
    await this.record({ type: 'ConsignationNotified', data: { expert } })
  }

  /** A document deposited by the lawyer and made available to the expert; returns its id. */
  async deposit(title: string): Promise<string> {
    const document = randomUUID()
    const by = { person: LAWYER, role: 'avocat' } as const
    const data = { document, kind: 'piece' }
    await this.record({ ...by, type: 'DocumentDeposited', data, personal: { title } })
    const recipients = [this.actor(EXPERT)]
    await this.record({ type: 'DocumentMadeAvailable', data: { document, recipients } })
    return document
  }

  /** A notice to the expert and its outcome. */
  async notify(document: string, outcome: 'delivered' | 'bounced' | 'pending'): Promise<void> {
    const data = { notice: randomUUID(), document, recipient: this.actor(EXPERT) }
    await this.record({ type: 'NoticeSent', data: { ...data, channel: 'email' } })
    if (outcome === 'delivered') await this.record({ type: 'NoticeDelivered', data })
    if (outcome === 'bounced') {
      await this.record({ type: 'NoticeBounced', data: { ...data, reason: 'mailbox-full' } })
    }
  }

  open(document: string): Promise<{ id: string; hash: string }> {
    const by = { person: EXPERT, role: 'expert' } as const
    return this.record({ ...by, type: 'DocumentOpened', data: { document, first: true } })
  }
}
