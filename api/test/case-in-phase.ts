import type { Role } from '@contremarque/ledger'
import { expertise } from '../src/actions/expertise/expertise.js'
import type { OrderedCase } from '../src/actions/expertise/state.js'
import type { Phase } from '../src/actions/rights/life-cycle.js'
import { CASE_READERS } from '../src/actions/rights/roles.js'
import type { LedgerServer } from '../src/ledger-server.js'
import { askAction, file, idOf, plain, type CasePlace, type Kind } from './asked-actions.js'
import { eventually } from './eventually.js'
import { caughtUp } from './caught-up.js'
import { order, type Caller } from './http-world.js'
import type { Answer } from './way-to-server.js'

type Callers = ReadonlyMap<Role, Caller>
type Ask = (callers: Callers, at: CasePlace) => Promise<Answer>
type Step = (callers: Callers, at: CasePlace, server: LedgerServer) => Promise<Answer>

const asked =
  (role: Role, kind: Kind): Ask =>
  (callers, at) =>
    askAction(kind, callers.get(role)!, at)

const notified = asked('greffe', 'NotifyDesignation')
const accepted = asked('expert', 'AcceptDesignation')
/** The designated expert leaves: to him, too, the case is not there any more. */
const removed: Step = async (callers, at, server) => {
  const { expert } = (await stateOf(at.case, server)).order
  const action = { kind: 'RemoveActor', actor: expert, role: 'expert', ground: 'other' }
  return callers.get('magistrat')!.post(`/cases/${at.case}/actions`, action)
}

const open = [notified, accepted, asked('magistrat', 'OrderImmediateStart')]
const preReport = [...open, asked('expert', 'FilePreReport')]
const reported = [...preReport, asked('expert', 'FileReport')]
/** How a case comes into each phase. */
const paths: Readonly<Record<Phase, readonly Step[]>> = {
  ordered: [],
  designated: [notified],
  declined: [notified, asked('expert', 'DeclineDesignation')],
  vacant: [notified, removed],
  accepted: [notified, accepted],
  open,
  'pre-report': preReport,
  reported,
  closed: [...reported, asked('greffe', 'CloseExpertise')],
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
  const named = CASE_READERS.map((role) => ({ person: idOf(role), role }))
  const ordered = (await judge.post('/cases', order({ actors: named }))).json<{
    case: string
    entries: { id: string }[]
  }>()
  const letter = { kind: 'DepositDocument', documentKind: 'letter', ...plain }
  const { document } = (await judge.deposit(ordered.case, letter, file)).json<{
    document: string
  }>()
  const { actors } = await stateOf(ordered.case, server)
  const [party] = [...actors].find(([, roles]) => roles.includes('partie'))!
  const at = { case: ordered.case, document, entry: ordered.entries[0]!.id, party }
  for (const step of [asked('magistrat', 'MakeDocumentAvailable'), ...paths[phase]])
    expect((await step(callers, at, server)).statusCode).toBe(201)
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
