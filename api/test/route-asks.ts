import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import { ROUTES, type RouteName } from '../src/actions/rights/route-rights.js'
import { personaOf } from '../src/identity/personas.js'
import { file, idOf, plain, WHO, type Place } from './asked-actions.js'
import { order, type Caller, type HttpWorld } from './http-world.js'
import type { Answer } from './way-to-server.js'

export type Ask = (caller: Caller, at: Place) => Promise<Answer>

const PERSON = personaOf('partie-clinique').id

/** Every route that reads one case, or an entry or document of it. */
export const READS = ROUTES.filter((name) =>
  /^get(?:Case|Entry|Receipt|EvidenceRecord|TimeStamp)|^openDocument$/.test(name),
)

/** How each route is asked for. */
export function routeAsks(
  world: HttpWorld,
  callers: ReadonlyMap<Role, Caller>,
  journal: string,
): Readonly<Record<RouteName, Ask>> {
  return {
    getHealth: (caller) => caller.get('/health'),
    listPersonas: (caller) => caller.get('/personas'),
    getTerms: (caller) => caller.get('/terms'),
    openSession: (_, { role }) => world.somebody().post('/session', { persona: idOf(role) }),
    beginOidcLogin: (caller) => caller.get('/session/oidc/nobody'),
    endOidcLogin: (caller) => caller.get('/session/oidc/nobody/callback'),
    endOidcLogout: (caller) => caller.get('/session/oidc/nobody/ended'),
    endByOidcIssuer: (caller) => caller.post('/session/oidc/nobody/logout', { logout_token: 'x' }),
    openSessionByCertificate: (caller) => caller.call('POST', '/session/certificate', undefined),
    listSessionMethods: (caller) => caller.get('/session/methods'),
    getSession: (caller) => caller.get('/session'),
    endSession: async (_, { role }) =>
      (await world.as(WHO[role]!)).call('DELETE', '/session', undefined),
    acceptTerms: async (caller) => {
      const { version, sha256 } = (await caller.get('/terms')).json<Record<string, string>>()
      return caller.post('/session/terms', { version, sha256 })
    },
    actAs: (caller, { role }) => caller.call('PUT', '/session/role', { role }),
    statePurpose: (caller) => caller.readFor('case-follow-up'),
    listCases: (caller) => caller.get('/cases'),
    searchCases: (caller) => caller.post('/cases/search', { text: 'infection' }),
    orderExpertise: (caller) => caller.post('/cases', order()),
    getCase: (caller, at) => caller.get(`/cases/${at.case}`),
    getCaseTimeline: (caller, at) => caller.get(`/cases/${at.case}/timeline`),
    getCaseDeliveries: (caller, at) => caller.get(`/cases/${at.case}/deliveries`),
    act: (caller, at) => caller.post(`/cases/${at.case}/actions`, { kind: 'NotifyDesignation' }),
    actMany: (caller, at) => {
      const action = { kind: 'NotifyDesignation' }
      return caller.post('/actions', { items: [{ key: randomUUID(), case: at.case, action }] })
    },
    depositDocument: (caller, at) =>
      caller.deposit(at.case, { kind: 'DepositDocument', documentKind: 'letter', ...plain }, file),
    openDocument: (caller, at) => caller.get(`/cases/${at.case}/documents/${at.document}/content`),
    listJournals: (caller) => caller.get('/journals'),
    getJournalTimeline: (caller) => caller.get(`/journals/${journal}/timeline`),
    getEntry: (caller, at) => caller.get(`/entries/${at.entry}`),
    getEntryBytes: (caller, at) => caller.get(`/entries/${at.entry}/entry.p7m`),
    getReceipt: (caller, at) => caller.get(`/entries/${at.entry}/receipt`),
    getEvidenceRecord: (caller, at) => caller.get(`/entries/${at.entry}/evidence-record`),
    getTimeStamp: (caller, at) => caller.get(`/entries/${at.entry}/time-stamp`),
    listPersons: (caller) => caller.get('/persons'),
    getPerson: (caller) => caller.get(`/persons/${PERSON}`),
    enrolPerson: (caller) => caller.post('/persons', { role: 'expert', name: 'X', address: null }),
    changeRole: (caller) =>
      caller.post(`/persons/${PERSON}/roles`, { kind: 'GrantRole', role: 'sapiteur' }),
    bindCredential: (caller) =>
      caller.post(`/persons/${PERSON}/credentials`, {
        method: 'oidc',
        issuer: 'https://login.example.fr/',
        subject: randomUUID(),
      }),
    unbindCredential: (caller) =>
      caller.post(`/persons/${PERSON}/credentials/${randomUUID()}/unbinding`, {
        reason: 'renewed',
      }),
    listOwnAccesses: (caller) => caller.get('/accesses'),
    listReaders: (caller) => caller.get('/readers'),
    // The court is seen by both.
    listAccesses: (caller) => caller.get(`/readers/${personaOf('magistrat').id}/accesses`),
    searchPersons: (caller) => caller.post('/personal-data/search', { text: 'Delorme' }),
    getHeldData: (caller) => caller.get(`/personal-data/persons/${PERSON}`),
    erasePerson: async (caller) => {
      const path = `/personal-data/persons/${PERSON}`
      const held = await callers.get('dpo')!.get(path)
      const { openings } = held.json<{ openings: number }>()
      return caller.post(`${path}/erasure`, {
        ...{ case: null, basis: 'gdpr-17', reference: 'DPD-1', decision: null },
        confirmation: { person: PERSON, openings },
      })
    },
    listErasures: (caller) => caller.get('/personal-data/erasures'),
    getLedgerHealth: (caller) => caller.get('/ledger/health'),
    getTrust: (caller) => caller.get('/ledger/trust'),
    getHead: (caller) => caller.get('/ledger/head'),
    watchEvents: (caller) => watched(world, caller),
    exportLedger: (caller) => caller.get('/ledger/export'),
    exportErasures: (caller) => caller.get('/ledger/erasures'),
    getMetrics: (caller) => caller.get('/metrics'),
    playNextScene: (caller) => caller.post('/demo/next', undefined),
  }
}

/** The live feed never ends: its head is looked at, over a connection of its own. */
async function watched({ server }: HttpWorld, caller: Caller): Promise<Answer> {
  const abort = new AbortController()
  const url = `${await server.app.getUrl()}/api/v1/events`
  const { status } = await fetch(url, { headers: caller.credentials, signal: abort.signal })
  abort.abort()
  return { statusCode: status, payload: '{}' } as Answer
}
