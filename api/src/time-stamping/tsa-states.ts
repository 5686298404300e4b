import type { Answer } from './ask-all.js'
import type { VerifiedToken } from './ask-tsa.js'
import { TsaError } from './tsa-error.js'

export interface TsaHealth {
  readonly name: string
  /** `unproved`: its last token is valid, but nothing says that its certificate was not revoked. */
  readonly state: 'ok' | 'unproved' | 'failing' | 'unknown'
  readonly lastTokenAt: string | null
  /** Why it failed last, or why its last token is unproved. */
  readonly problem: string | null
}

/** What each authority answered last. */
export class TsaStates {
  private readonly states: Map<string, TsaHealth>

  constructor(names: readonly string[]) {
    this.states = new Map(
      names.map((name) => [name, { name, state: 'unknown', lastTokenAt: null, problem: null }]),
    )
  }

  all(): readonly TsaHealth[] {
    return [...this.states.values()]
  }

  /** What its tokens lacked is there. */
  proved(name: string): void {
    const known = this.states.get(name)
    if (known?.state !== 'unproved') return
    this.states.set(name, { ...known, state: 'ok', problem: null })
  }

  /** Notes the answers and gives the tokens among them. */
  take(answers: readonly Answer[]): VerifiedToken[] {
    const tokens: VerifiedToken[] = []
    for (const { name, token, error } of answers) {
      if (token === undefined) this.failed(name, error)
      else tokens.push(this.answered(name, token))
    }
    return tokens
  }

  private failed(name: string, error: unknown): void {
    const problem = error instanceof TsaError ? `${error.code}: ${error.message}` : String(error)
    const lastTokenAt = this.states.get(name)?.lastTokenAt ?? null
    this.states.set(name, { name, state: 'failing', lastTokenAt, problem })
  }

  private answered(name: string, token: VerifiedToken): VerifiedToken {
    const lastTokenAt = new Date(token.genTime).toISOString()
    const { unproved: problem } = token
    this.states.set(name, {
      name,
      state: problem === null ? 'ok' : 'unproved',
      lastTokenAt,
      problem,
    })
    return token
  }
}
