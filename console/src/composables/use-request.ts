import { shallowRef, type ShallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'

export interface Requested<Data> {
  readonly data: ShallowRef<Data | undefined>
  readonly problem: ShallowRef<ApiProblem | undefined>
  readonly isLoading: ShallowRef<boolean>
  /** Asks (again); data of the last answer stay until the next. A later call outruns an earlier one. */
  readonly load: () => Promise<void>
}

/** One request and what became of it. Errors that are no answers of the server are bugs and are thrown. */
export function useRequest<Data>(ask: () => Promise<Data>): Requested<Data> {
  const data = shallowRef<Data>()
  const problem = shallowRef<ApiProblem>()
  const isLoading = shallowRef(false)
  let latest = 0
  const load = async () => {
    const mine = ++latest
    isLoading.value = true
    try {
      const answer = await ask()
      if (mine !== latest) return
      data.value = answer
      problem.value = undefined
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (mine === latest) problem.value = error
    } finally {
      if (mine === latest) isLoading.value = false
    }
  }
  return { data, problem, isLoading, load }
}

export type { ApiProblem }
