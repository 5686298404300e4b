import { shallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import { getHealth } from '../api/ledger.ts'

/** Why the page gone to is not shown; undefined while it is. */
const problem = shallowRef<ApiProblem>()
let path = ''

/** A page is a program of its own, loaded when it is first gone to: that may fail, too. */
export function useLostPage() {
  return { problem, lose, find, forget }
}

function lose(at: string, cause: unknown): void {
  path = at
  problem.value = new ApiProblem(0, 'PAGE_LOST', undefined, cause)
}

function forget(): void {
  problem.value = undefined
}

/** Goes there anew, with the programs of now, once the server answers. */
async function find(): Promise<void> {
  try {
    await getHealth()
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    return
  }
  globalThis.location.assign(path)
}
