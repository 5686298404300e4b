import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { NoSession, PersonaSession, type Answer, type RecordedAnswer } from './persona-session.ts'

const ACTIONS_PER_CASE = 50
const PAUSE = 100

/** A client as it must be: asks again with the same key, after any failure, until it is answered. */
export class Caller {
  /** Entry hashes by stream, in the order in which they were acknowledged. */
  readonly streams = new Map<string, string[]>()
  count = 0
  private caseId = ''
  private readonly url: () => string
  private session: PersonaSession | undefined

  constructor(url: () => string) {
    this.url = url
  }

  /** A judge who orders expertises and decides in them, until so many entries are acknowledged. */
  async record(count: number): Promise<void> {
    while (this.count < count) {
      if (this.count % ACTIONS_PER_CASE === 0) this.caseId = (await this.order()).case!
      else await this.decide(this.caseId)
    }
  }

  /** One more, answered when it is stamped. */
  recordLast(): Promise<RecordedAnswer> {
    return this.order(30)
  }

  private order(wait?: number): Promise<RecordedAnswer> {
    const options = { key: randomUUID(), ...(wait !== undefined && { wait }) }
    return this.untilAnswered((session) => session.order(`26/${this.count}`, options))
  }

  private decide(caseId: string): Promise<RecordedAnswer> {
    const decision = {
      kind: 'RecordJudgeDecision',
      decidedOn: '2026-02-01',
      lifts: ['R11'],
      persons: [],
      until: null,
      reference: `ord. ${this.count}`,
    }
    const key = randomUUID()
    return this.untilAnswered((session) =>
      session.post(`/cases/${caseId}/actions`, decision, { key }),
    )
  }

  private async untilAnswered(
    ask: (session: PersonaSession) => Promise<Answer<RecordedAnswer>>,
  ): Promise<RecordedAnswer> {
    for (;;) {
      try {
        this.session ??= await this.openSession()
        const { status, body } = await ask(this.session)
        if (status === 200 || status === 201) return this.acknowledge(body)
        if (status === 401) this.session = undefined
        else if (status < 500) throw new RangeError(`${status}: ${JSON.stringify(body)}`)
      } catch (error) {
        if (!isPassing(error)) throw error
        this.session = undefined
      }
      await pause(PAUSE)
    }
  }

  private async openSession(): Promise<PersonaSession> {
    const session = await PersonaSession.open(this.url(), 'magistrat')
    const { status, body } = await session.acceptTerms()
    if (status >= 500) throw new NoSession(status, JSON.stringify(body))
    return session
  }

  private acknowledge(answer: RecordedAnswer): RecordedAnswer {
    for (const { stream, hash } of answer.entries) {
      const hashes = this.streams.get(stream)
      if (hashes === undefined) this.streams.set(stream, [hash])
      else hashes.push(hash)
      this.count++
    }
    return answer
  }
}

/**
 * A server that cannot answer just now; or what `fetch` throws when the server is killed under it, where the
 * realm of a test has another TypeError.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof NoSession) return error.status >= 500
  return (error as Partial<Error> | null)?.name === 'TypeError'
}
