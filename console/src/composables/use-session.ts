import { computed, shallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import { getHealth, playNextScene } from '../api/ledger.ts'
import { acceptTerms, endSession, getSession, listPersonas, openSession } from '../api/session.ts'
import type { Health, Session } from '../api/types.ts'

const session = shallowRef<Session>()
const health = shallowRef<Health>()
let isAsked = false

/** Who I am and as what, and what kind of ledger this is: one answer for the whole page. */
export function useSession() {
  return {
    session,
    health,
    isDevelopment: computed(() => health.value?.profile === 'development'),
    needsTerms: computed(
      () =>
        session.value !== undefined && session.value.terms.accepted !== session.value.terms.inForce,
    ),
    listPersonas,
    /** Asks the server once; later calls answer from what is known. */
    async restore(): Promise<Session | undefined> {
      if (!isAsked) {
        await Promise.all([readSession(), readHealth()])
        isAsked = true
      }
      return session.value
    },
    async enter(persona: string): Promise<void> {
      session.value = await openSession(persona)
    },
    async leave(): Promise<void> {
      await endSession()
      session.value = undefined
    },
    /** The server said that the session is over. */
    forget(): void {
      session.value = undefined
    },
    async acceptTerms(): Promise<void> {
      if (session.value === undefined) return
      await acceptTerms(session.value.terms.inForce)
      session.value = await getSession()
    },
    playNextScene,
  }
}

async function readSession(): Promise<void> {
  try {
    session.value = await getSession()
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    if (error.status !== 401) throw error
  }
}

async function readHealth(): Promise<void> {
  health.value = await getHealth()
}
