import { setTimeout as delay } from 'node:timers/promises'
import { isStoreError } from '../store-error.js'

const FIRST_WAIT = 50
const LAST_WAIT = 1_000

/**
 * Asks again while the store cannot answer, until it does or `signal` aborts: an election takes about five
 * seconds. Whatever else goes wrong is thrown at once.
 */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LAST_WAIT)) {
    try {
      return await ask()
    } catch (error) {
      if (!isStoreError(error, 'STORE_UNAVAILABLE') || signal.aborted) throw error
      await delay(wait, undefined, { signal }).catch(() => {
        throw error
      })
    }
  }
}
