import type { Timers } from '../config/timers.js'
import type { AskedRun, TsaAsker, VerifiedToken } from './ask-tsa.js'

export interface Answer {
  readonly name: string
  readonly token?: VerifiedToken
  readonly error?: unknown
}

/**
 * Asks every authority at once. Resolves when all have answered, or `grace` milliseconds after the
 * first token: a slow authority does not hold up what another has dated. Answers are in the order of
 * the askers.
 */
export async function askAll(
  askers: readonly TsaAsker[],
  run: AskedRun,
  timers: Timers,
  grace: number,
): Promise<readonly Answer[]> {
  const late = new AbortController()
  let cancel: (() => void) | undefined
  const answers = askers.map(async (asker): Promise<Answer> => {
    const { name } = asker.channel
    try {
      const token = await asker.ask(run, late.signal)
      cancel ??= timers.after(grace, () => {
        late.abort()
      })
      return { name, token }
    } catch (error) {
      return { name, error }
    }
  })
  try {
    return await Promise.all(answers)
  } finally {
    cancel?.()
  }
}
