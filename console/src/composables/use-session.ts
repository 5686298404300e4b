import { computed, shallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import { onSessionLost } from '../api/client.ts'
import { getHealth, playNextScene } from '../api/ledger.ts'
import {
  acceptTerms as sendAcceptance,
  endSession,
  getSession,
  getTerms,
  listMethods,
  listPersonas,
  openSession,
  openSessionByCertificate,
  statePurpose as sendPurpose,
} from '../api/session.ts'
import type { Health, Purpose, Session, SessionGoingOn, TermsOfUse } from '../api/types.ts'

const session = shallowRef<Session>()
const health = shallowRef<Health>()
/** Why neither could be read on arrival. */
const problem = shallowRef<ApiProblem>()
const isDevelopment = computed(() => health.value?.profile === 'development')
const home = computed(() => {
  if (session.value === undefined) return { name: 'session' }
  return { name: may('listCases') ? 'cases' : 'ledger' }
})
const needsTerms = computed(
  () => session.value !== undefined && session.value.terms.accepted !== session.value.terms.inForce,
)
/** Nothing is read before it is said what for. */
const needsPurpose = computed(() => session.value?.purpose === null)
/** The code by which the server said that the session had ended; undefined while it lasts, or was left. */
const ended = shallowRef<string>()
/** What goes on at an issuer after the session here was closed. */
const goingOn = shallowRef<SessionGoingOn>()
let isAsked = false

onSessionLost((code) => {
  if (session.value !== undefined) ended.value = code
  session.value = undefined
})

/** Who I am and as what, and what kind of ledger this is: one answer for the whole page. */
export function useSession() {
  return {
    session,
    health,
    problem,
    isDevelopment,
    ended,
    goingOn,
    needsTerms,
    home,
    may,
    listMethods,
    needsPurpose,
    listPersonas,
    restore,
    enter,
    enterByCertificate,
    leave,
    getTerms,
    acceptTerms,
    statePurpose,
    playNextScene,
  }
}

/** Whether my role is allowed a route: what it is not, is not shown. */
function may(route: Session['may'][number]): boolean {
  return session.value?.may.includes(route) ?? false
}

/** Asks the server once; later calls answer from what is known. */
async function restore(): Promise<Session | undefined> {
  if (isAsked) return session.value
  try {
    await Promise.all([readSession(), readHealth()])
    isAsked = true
    problem.value = undefined
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    problem.value = error
  }
  return session.value
}

async function enter(persona: string): Promise<void> {
  begin(await openSession(persona))
}

async function enterByCertificate(): Promise<void> {
  begin(await openSessionByCertificate())
}

function begin(opened: Session): void {
  session.value = opened
  ended.value = undefined
  goingOn.value = undefined
}

async function leave(): Promise<void> {
  goingOn.value = await endSession()
  session.value = undefined
}

async function acceptTerms(terms: TermsOfUse): Promise<void> {
  await sendAcceptance(terms)
  session.value = await getSession()
}

async function statePurpose(purpose: Purpose): Promise<void> {
  session.value = await sendPurpose(purpose)
}

async function readSession(): Promise<void> {
  try {
    session.value = await getSession()
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error
  }
}

async function readHealth(): Promise<void> {
  health.value = await getHealth()
}
