import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import type { Person } from '../src/actions/decider.js'
import type { ExpertiseAction } from '../src/actions/expertise/action.js'
import { expertise } from '../src/actions/expertise/expertise.js'
import { journal } from '../src/actions/journal/journal.js'
import { termsInForce } from '../src/actions/terms.js'
import type { Phase } from '../src/actions/rights/life-cycle.js'
import type { LedgerServer } from '../src/ledger-server.js'
import type { Recorded } from '../src/recorder/record-request.js'
import { plain, stored } from './case-events.js'
import { caughtUp } from './caught-up.js'

/** A case in which no persona has a place, and everything in it that has an identifier. */
export interface ForeignCase {
  readonly id: string
  readonly document: string
  readonly notice: string
  /** Pseudonym of its expert. */
  readonly actor: string
  /** Person ids of its judge and its expert, whom no persona knows of. */
  readonly persons: readonly string[]
  readonly entries: readonly string[]
  /** Every one of these, and every other that an entry of it names. */
  readonly identifiers: readonly string[]
}

/** Recorded by persons who are no personas: order, deposit, availability, notice, and what leads to a phase. */
export async function foreignCase(
  server: LedgerServer,
  phase: Phase = 'ordered',
): Promise<ForeignCase> {
  const [judge, expert] = [someone('magistrat'), someone('expert')]
  const id = randomUUID()
  const [document, notice] = [randomUUID(), randomUUID()]
  const entries: EntryRecorded[] = []
  const act = async (action: ExpertiseAction, person: Person) => {
    const stream = `expertise-${id}`
    const recorded = await server.node.recorder.record({
      stream,
      decider: expertise,
      action,
      person,
    })
    entries.push(...recorded.entries)
    return recorded.entries
  }
  const named = { name: 'Personne', address: null, actsFor: null }
  const ordered = await act(
    {
      kind: 'OrderExpertise',
      regime: 'civil',
      zone: 'Europe/Paris',
      orderedOn: '2026-11-02',
      reportDueOn: null,
      consignation: { amountCents: 200_000, dueOn: null },
      number: '26/99999',
      court: 'Tribunal judiciaire de Valmont',
      subject: 'Affaire étrangère',
      mission: ['Dire.'],
      controlJudge: judge.id,
      actors: [
        { ...named, person: judge.id, role: 'magistrat' },
        { ...named, person: expert.id, role: 'expert' },
      ],
    },
    judge,
  )
  const { expert: actor } = ordered[0]!.envelope.data as { expert: string }
  await act(
    { kind: 'DepositDocument', documentKind: 'letter', document: stored(document), plain },
    judge,
  )
  await act({ kind: 'MakeDocumentAvailable', document }, judge)
  const sent = { notice, document, recipient: actor, channel: 'email', address: 'x' } as const
  await act({ kind: 'SendNotice', ...sent }, expert)
  for (const action of foreignPath(phase, actor))
    await act(action, BY_EXPERT.has(action.kind) ? expert : judge)
  await caughtUp(server)
  const persons = [judge.id, expert.id]
  const ids = entries.map((entry) => entry.id)
  const inEntries = entries.flatMap(({ envelope }) => JSON.stringify(envelope).match(UUIDS) ?? [])
  const identifiers = [...new Set([...ids, ...persons, ...inEntries])]
  return { id, document, notice, actor, persons, entries: ids, identifiers }
}

const BY_EXPERT: ReadonlySet<ExpertiseAction['kind']> = new Set([
  'AcceptDesignation',
  'DeclineDesignation',
  'FilePreReport',
  'FileReport',
] as const)

/** How a case comes into a phase whose expert is this one. */
function foreignPath(phase: Phase, expert: string): readonly ExpertiseAction[] {
  const notified = { kind: 'NotifyDesignation' } as const
  const declaration = { competent: true, available: true, noConflict: true }
  const accepted = [notified, { kind: 'AcceptDesignation', declaration }] as const
  const start = { kind: 'OrderImmediateStart', orderedOn: '2026-11-10', reference: 'x' } as const
  const open = [...accepted, start]
  const filed = () => ({ document: stored(randomUUID()), plain })
  const preReport = [
    ...open,
    { kind: 'FilePreReport', observationsDueOn: null, ...filed() } as const,
  ]
  const reported = [...preReport, { kind: 'FileReport', ...filed() } as const]
  const paths: Readonly<Record<Phase, readonly ExpertiseAction[]>> = {
    ordered: [],
    designated: [notified],
    declined: [notified, { kind: 'DeclineDesignation', ground: 'other', reason: null }],
    vacant: [
      notified,
      { kind: 'RemoveActor', actor: expert, role: 'expert', ground: 'other', reason: null },
    ],
    accepted,
    open,
    'pre-report': preReport,
    reported,
    closed: [...reported, { kind: 'CloseExpertise', ground: 'report-filed' }],
  }
  return paths[phase]
}

type EntryRecorded = Recorded['entries'][number]

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** One imported line of a journal; the journal's id. */
export async function importedJournal(server: LedgerServer): Promise<string> {
  const id = randomUUID()
  const person = someone('externe', 'foreign')
  const action = {
    kind: 'RecordJournalEntry',
    source: 'valmont',
    activity: 'sent',
    label: 'Envoi',
    at: '2026-01-05T10:00:00+01:00',
    case: 'D-1',
    actor: 'A-1',
    key: ['1'],
    row: {},
  } as const
  await server.node.recorder.record({ stream: `journal-${id}`, decider: journal, action, person })
  await caughtUp(server)
  return id
}

function someone(role: Role, method: 'certificate' | 'foreign' = 'certificate'): Person {
  return {
    id: randomUUID(),
    role,
    authentication: { method, validity: 'not-applicable', checkedAt: null },
    evidence: {},
    termsAccepted: termsInForce(Date.now()).version,
  }
}
