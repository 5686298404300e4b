import { randomUUID } from 'node:crypto'

interface RecordedEntry {
  readonly id: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly hash: string
  readonly der: string
}

export interface RecordedAnswer {
  readonly entries: readonly RecordedEntry[]
  readonly state: string
  readonly repeated: boolean
  readonly case?: string
}

export interface Answer<Body> {
  readonly status: number
  readonly body: Body
}

export class NoSession extends RangeError {
  readonly status: number

  constructor(status: number, told: string) {
    super(`no session: ${told}`)
    this.status = status
  }
}

/** A client of the HTTP interface as its documentation describes it: no code of the server. */
export class PersonaSession {
  /** Of what was written last. */
  position: string | null = null

  private constructor(
    private readonly api: string,
    private readonly people: ReadonlyMap<string, string>,
    private readonly handle: string,
    private readonly cookie: string,
  ) {}

  static async open(url: string, handle: string): Promise<PersonaSession> {
    const api = `${url}/api/v1`
    const people = await personIds(api)
    const answer = await fetch(`${api}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ persona: people.get(handle) }),
    })
    if (answer.status !== 201) throw new NoSession(answer.status, await answer.text())
    const [cookie = ''] = answer.headers.getSetCookie()
    const session = new PersonaSession(api, people, handle, cookie.split(';')[0]!)
    const { terms } = (await answer.json()) as { terms: { inForce: string; accepted: string } }
    if (terms.accepted === terms.inForce) await session.statePurpose()
    return session
  }

  /** `after`: answered once the read side is there. */
  async get<Body>(path: string, after: string | null = null): Promise<Answer<Body>> {
    const headers = { cookie: this.cookie, ...(after && { 'contremarque-position': after }) }
    const answer = await fetch(`${this.api}${path}`, { headers })
    return { status: answer.status, body: (await answer.json()) as Body }
  }

  async bytes(path: string): Promise<Uint8Array> {
    const answer = await fetch(`${this.api}${path}`, { headers: { cookie: this.cookie } })
    if (answer.status !== 200) throw new RangeError(`${path}: ${await answer.text()}`)
    return new Uint8Array(await answer.arrayBuffer())
  }

  async post(
    path: string,
    body: unknown,
    { key = randomUUID(), wait }: { readonly key?: string; readonly wait?: number } = {},
  ): Promise<Answer<RecordedAnswer>> {
    const answer = await fetch(`${this.api}${path}`, {
      method: 'POST',
      headers: {
        cookie: this.cookie,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(wait !== undefined && { prefer: `wait=${wait}` }),
      },
      body: JSON.stringify(body),
    })
    this.position = answer.headers.get('contremarque-position') ?? this.position
    return { status: answer.status, body: (await answer.json()) as RecordedAnswer }
  }

  async acceptTerms(): Promise<Answer<RecordedAnswer>> {
    const { body } = await this.get<{ version: string; sha256: string }>('/terms')
    const { version, sha256 } = body
    const accepted = await this.post('/session/terms', { version, sha256 })
    if (accepted.status === 201) await this.statePurpose()
    return accepted
  }

  private async statePurpose(): Promise<void> {
    const answer = await fetch(`${this.api}/session/purpose`, {
      method: 'PUT',
      headers: { cookie: this.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'case-follow-up' }),
    })
    if (answer.status !== 200) throw new RangeError(`no purpose: ${await answer.text()}`)
  }

  /** Orders an expertise with this person, a magistrate, as the judge in charge. */
  order(
    number: string,
    options: { readonly key?: string; readonly wait?: number } = {},
  ): Promise<Answer<RecordedAnswer>> {
    const judge = this.people.get(this.handle)!
    const expert = this.people.get('expert')!
    return this.post('/cases', orderBy(judge, expert, number), options)
  }
}

/** The documented body of an order. */
function orderBy(judge: string, expert: string, number: string) {
  return {
    kind: 'OrderExpertise',
    regime: 'civil',
    number,
    court: 'Tribunal judiciaire de Valmont-sur-Loire',
    subject: 'Responsabilité médicale',
    mission: ['Dire si les soins ont été conformes aux données acquises de la science.'],
    zone: 'Europe/Paris',
    orderedOn: '2026-01-12',
    reportDueOn: null,
    consignation: null,
    controlJudge: judge,
    actors: [
      { person: judge, role: 'magistrat' },
      { person: expert, role: 'expert' },
    ],
  }
}

async function personIds(api: string): Promise<ReadonlyMap<string, string>> {
  const { items } = (await (await fetch(`${api}/personas`)).json()) as {
    items: readonly { readonly id: string; readonly handle: string }[]
  }
  return new Map(items.map(({ id, handle }) => [handle, id]))
}
