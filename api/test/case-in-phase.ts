import type { Role } from '@contremarque/ledger'
import type { LightMyRequestResponse } from 'fastify'
import { expertise } from '../src/actions/expertise/expertise.js'
import type { OrderedCase } from '../src/actions/expertise/state.js'
import type { Phase } from '../src/actions/rights/life-cycle.js'
import { CASE_READERS } from '../src/actions/rights/roles.js'
import type { LedgerServer } from '../src/ledger-server.js'
import { bodies, file, idOf, plain, type Place } from './asked-actions.js'
import { eventually } from './eventually.js'
import { caughtUp } from './foreign-case.js'
import { order, type Caller } from './http-world.js'

type Callers = ReadonlyMap<Role, Caller>
type CasePlace = Omit<Place, 'role'>
type Step = (callers: Callers, at: CasePlace, state: OrderedCase) => Promise<LightMyRequestResponse>

const by =
  (role: Role, body: object): Step =>
  (callers, at) =>
    callers.get(role)!.post(`/cases/${at.case}/actions`, body)
const filed =
  (kind: 'FilePreReport' | 'FileReport'): Step =>
  (callers, at) =>
    callers.get('expert')!.deposit(at.case, { kind, ...bodies[kind] }, file)

const notify = by('greffe', { kind: 'NotifyDesignation' })
const accept = by('expert', { kind: 'AcceptDesignation', ...bodies.AcceptDesignation })
const start = by('magistrat', { kind: 'OrderImmediateStart', ...bodies.OrderImmediateStart })
/** The designated expert leaves: to him, too, the case is not there any more. */
const remove: Step = (callers, at, { order: { expert } }) => {
  const action = { kind: 'RemoveActor', actor: expert, role: 'expert', ground: 'other' }
  return by('magistrat', action)(callers, at, {} as OrderedCase)
}

const open = [notify, accept, start]
const preReport = [...open, filed('FilePreReport')]
const reported = [...preReport, filed('FileReport')]
/** How a case comes into each phase. */
const paths: Readonly<Record<Phase, readonly Step[]>> = {
  ordered: [],
  designated: [notify],
  declined: [notify, by('expert', { kind: 'DeclineDesignation', ...bodies.DeclineDesignation })],
  vacant: [notify, remove],
  accepted: [notify, accept],
  open,
  'pre-report': preReport,
  reported,
  closed: [...reported, by('greffe', { kind: 'CloseExpertise', ground: 'report-filed' })],
}

/** Who is in a case that `caseIn` has brought to a phase. */
export function membersIn(phase: Phase): readonly Role[] {
  return phase === 'vacant' ? CASE_READERS.filter((role) => role !== 'expert') : CASE_READERS
}

/** A case with a member of every role that can be one and a letter, in a phase, stamped. */
export async function caseIn(
  phase: Phase,
  callers: Callers,
  server: LedgerServer,
): Promise<CasePlace> {
  const judge = callers.get('magistrat')!
  const actors = CASE_READERS.map((role) => ({ person: idOf(role), role }))
  const ordered = (await judge.post('/cases', order({ actors }))).json<{
    case: string
    entries: { id: string }[]
  }>()
  const letter = { kind: 'DepositDocument', documentKind: 'letter', ...plain }
  const { document } = (await judge.deposit(ordered.case, letter, file)).json<{
    document: string
  }>()
  const at = { case: ordered.case, document, entry: ordered.entries[0]!.id }
  for (const step of [
    by('magistrat', { kind: 'MakeDocumentAvailable', document }),
    ...paths[phase],
  ])
    expect((await step(callers, at, await stateOf(at.case, server))).statusCode).toBe(201)
  await caughtUp(server)
  await eventually(
    async () => (await judge.get(`/entries/${at.entry}/time-stamp`)).statusCode === 200,
  )
  return at
}

/** As the recorder knows it. */
export async function stateOf(id: string, server: LedgerServer): Promise<OrderedCase> {
  const { head } = await server.node.recorder.fold(`expertise-${id}`, expertise)
  return head.state as OrderedCase
}
