import { certificateCredential } from '../identity/certificate-credential.js'
import { accountCredential, type BindableCredential } from '../identity/credential.js'
import type { KnownPerson } from '../identity/known-persons.js'
import type { Persons } from '../identity/persons.js'
import type { Sessions } from '../identity/sessions.js'
import type { Recorded as RecordedAction } from '../recorder/record-request.js'
import type { ActionDesk } from './action-desk.js'
import type {
  BindCredential,
  EnrolPerson,
  RoleChange,
  UnbindCredential,
} from './schemas/persons.js'
import type { Recorded } from './schemas/recorded.js'
import { idempotencyOf, type WriteRequest } from './write-request.js'

/** Administers who may come, in which roles, and by what each is identified. */
export class PersonDesk {
  constructor(
    private readonly persons: Persons,
    private readonly sessions: Sessions,
    private readonly actions: ActionDesk,
  ) {}

  async list({ cursor = '', limit }: { cursor?: string; limit: number }) {
    const { items, next } = await this.persons.known.list(cursor, limit)
    return { items: items.map(shown), ...(next !== undefined && { next }) }
  }

  async find(id: string) {
    const person = await this.persons.known.get(id)
    return person === undefined ? undefined : shown(person)
  }

  async enrol(
    body: EnrolPerson,
    write: WriteRequest,
  ): Promise<Recorded & { readonly person: string }> {
    const by = await this.actions.personOf(write.session)
    const idempotency = idempotencyOf(write, 'persons', body)
    const { person, recorded } = await this.persons.enrol(body, by, idempotency)
    return { ...(await this.actions.answer(recorded, write)), person }
  }

  async changeRole(id: string, change: RoleChange, write: WriteRequest): Promise<Recorded> {
    const by = await this.actions.personOf(write.session)
    const idempotency = idempotencyOf(write, `persons/${id}/roles`, change)
    const recorded = await this.persons.change(id, change, by, idempotency)
    if (change.kind === 'WithdrawRole') await this.sessions.endOf(id)
    return this.actions.answer(recorded, write)
  }

  async bind(id: string, body: BindCredential, write: WriteRequest): Promise<Recorded> {
    const by = await this.actions.personOf(write.session)
    const { credential, identifiers } = toCredential(body)
    const idempotency = idempotencyOf(write, `persons/${id}/credentials`, body)
    const recorded = await this.persons.bind(id, credential, identifiers, by, idempotency)
    return this.actions.answer(recorded, write)
  }

  async unbind(
    id: string,
    credential: string,
    { reason }: UnbindCredential,
    write: WriteRequest,
  ): Promise<Recorded> {
    const by = await this.actions.personOf(write.session)
    const idempotency = idempotencyOf(write, `persons/${id}/credentials/${credential}`, reason)
    const action = { kind: 'UnbindCredential', credential, reason } as const
    const recorded: RecordedAction = await this.persons.change(id, action, by, idempotency)
    await this.sessions.endOf(id)
    return this.actions.answer(recorded, write)
  }
}

function toCredential(body: BindCredential): BindableCredential {
  return body.method === 'certificate'
    ? certificateCredential(Buffer.from(body.certificate, 'base64'))
    : accountCredential(body.issuer, body.subject)
}

function shown({ id, name, roles, credentials }: KnownPerson) {
  const bound = [...credentials].map(([credential, method]) => ({ id: credential, method }))
  return { id, name, roles: [...roles], credentials: bound }
}
