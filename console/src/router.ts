import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { focusHeading } from './composables/focus-heading.ts'
import { useLostPage } from './composables/use-lost-page.ts'
import { useSession } from './composables/use-session.ts'

/** What is no identifier is no page: it is not asked for. */
const ID = ':id([0-9a-fA-F-]{36})'

const routes: readonly RouteRecordRaw[] = [
  { path: '/', redirect: () => useSession().home.value },
  {
    path: '/session',
    name: 'session',
    component: () => import('./views/SessionView.vue'),
    meta: { isOpen: true },
  },
  {
    path: '/conditions',
    name: 'terms',
    component: () => import('./views/TermsView.vue'),
    meta: { isOpen: true },
  },
  { path: '/affaires', name: 'cases', component: () => import('./views/CasesView.vue') },
  {
    path: `/affaires/${ID}`,
    component: () => import('./views/CaseView.vue'),
    props: true,
    children: [
      { path: '', name: 'case', component: () => import('./views/CaseTimelineView.vue') },
      {
        path: 'documents',
        name: 'deliveries',
        component: () => import('./views/CaseDeliveriesView.vue'),
      },
    ],
  },
  {
    path: `/inscriptions/${ID}`,
    name: 'entry',
    component: () => import('./views/EntryView.vue'),
    props: true,
  },
  { path: '/journaux', name: 'journals', component: () => import('./views/JournalsView.vue') },
  {
    path: `/journaux/${ID}`,
    name: 'journal',
    component: () => import('./views/JournalView.vue'),
    props: true,
  },
  {
    path: '/donnees-personnelles',
    name: 'personalData',
    component: () => import('./views/PersonalDataView.vue'),
  },
  {
    path: `/donnees-personnelles/${ID}`,
    name: 'heldData',
    component: () => import('./views/HeldDataView.vue'),
    props: true,
  },
  {
    path: '/consultations',
    name: 'accesses',
    component: () => import('./views/AccessesView.vue'),
  },
  {
    path: `/consultations/${ID}`,
    name: 'reader',
    component: () => import('./views/ReaderView.vue'),
    props: true,
  },
  { path: '/registre', name: 'ledger', component: () => import('./views/LedgerView.vue') },
  { path: '/verifier', name: 'verify', component: () => import('./views/VerifyView.vue') },
  {
    path: '/:path(.*)*',
    name: 'nowhere',
    component: () => import('./views/NowhereView.vue'),
    meta: { isOpen: true },
  },
]

/**
 * Pages by their French names. Every page but the open ones leads to the session page without a session,
 * and to the terms of use before they are accepted.
 */
export function consoleRouter(history = createWebHistory()): Router {
  const router = createRouter({ history, routes })
  const { restore, problem, needsTerms } = useSession()
  router.beforeEach(async (to) => {
    const session = await restore()
    const isOpen = to.meta['isOpen'] === true || problem.value !== undefined
    if (isOpen) return true
    const query = { retour: to.fullPath }
    if (session === undefined) return { name: 'session', query }
    return needsTerms.value ? { name: 'terms', query } : true
  })
  const { lose, forget } = useLostPage()
  router.onError((error, to) => lose(to.fullPath, error))
  router.afterEach(async (to, from, failure) => {
    forget()
    const isArrival = from.matched.length === 0 || to.path === from.path || failure !== undefined
    if (isArrival) return
    await focusHeading()
  })
  return router
}
