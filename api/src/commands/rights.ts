import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Role } from '@contremarque/ledger'
import type { ExpertiseAction } from '../actions/expertise/action.js'
import { refusals } from '../actions/refusals.js'
import {
  caseRights,
  depositObstacles,
  depositRights,
  registrationRights,
  removalRights,
} from '../actions/rights/case-rights.js'
import { PHASES, possibility, type Possibility } from '../actions/rights/life-cycle.js'
import { obstacles, type Obstacle } from '../actions/rights/obstacles.js'
import { accessRights } from '../actions/rights/access-rights.js'
import { personRights } from '../actions/rights/person-rights.js'
import { CASE_READERS, CASE_ROLES, PARTY_SIDE, PERSON_ROLES } from '../actions/rights/roles.js'
import { rolesOf, routeRights, ROUTES, type RouteRight } from '../actions/rights/route-rights.js'
import { USAGE } from './exit.js'

export const help = `Usage: contremarque rights --out FILE

Writes the table of rights as a page: roles, actions, states, routes.

Example:
  contremarque rights --out docs/rights.md`

export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { out: { type: 'string' } } })
  if (values.out === undefined) {
    console.error(help)
    return USAGE
  }
  await writeFile(values.out, rightsPage())
  return 0
}

type Kind = ExpertiseAction['kind']
const KINDS = Object.keys(caseRights) as Kind[]
const IN_CASE = KINDS.filter((kind) => kind !== 'OrderExpertise')
const SAID = { always: 'yes', depends: 'if', never: '' } as const satisfies Record<
  Possibility,
  string
>

/** docs/rights.md: nothing in it is written by hand but the sentences between the tables. */
export function rightsPage(): string {
  return `# Rights

Written by \`npm run rights\` from the table that the server goes by (\`api/src/actions/rights\`); a test compares them. What is not in it is refused. Roles
are those of a person in an expertise, and of a person on the ledger: ${list(PERSON_ROLES.filter((role) => !CASE_ROLES.includes(role)))}. The platform itself (\`plateforme\`) acts in its own name only; \`externe\` is an actor of an imported journal
and asks for nothing.

## In a case

Whoever asks is registered in the case in that role at that moment (R04) and has accepted the terms in force (R02): no decision of a judge stands in for either. Both are
looked up in the case and in his own stream at each request, never in the session. To anybody else the case does not exist.

${matrix('action', KINDS, [...PERSON_ROLES, 'plateforme'], (kind) => caseRights[kind].roles)}

**yes**: in that phase always, _if_: depending on what else happened in the case; for the designated expert and the controlling judge.

${phaseTable()}

What stands in the way, in the words of the refusal; a rule may be lifted by a decision of the judge, the rest may not.

${obstacleTable()}

A document is opened by its depositor and by those to whom it was made available, and made available by its depositor or, unless he is on the parties' side, by another.

### Which documents

${matrix('document', Object.keys(depositRights) as (keyof typeof depositRights)[], CASE_ROLES, (kind) => depositRights[kind])}

${depositObstacleLines()}

### Whom one may register

By who registers; in the columns, as what. Who runs the platform is never in a case.

${matrix('by', Object.keys(registrationRights) as Role[], CASE_READERS, (role) => registrationRights[role] ?? [])}

### Whom one may remove

By who removes; in the columns, in which role. A judge and the expert by the controlling judge alone, who stays until another is appointed. Whoever is left in no
role is a stranger to the case from then on; what he did in it stays.

${matrix('by', Object.keys(removalRights) as Role[], CASE_READERS, (role) => removalRights[role] ?? [])}

## About a person

In the person's own stream; terms are accepted by that person alone.

${matrix('action', Object.keys(personRights) as (keyof typeof personRights)[], [...PERSON_ROLES, 'plateforme'], (kind) => personRights[kind])}

### Whose reading one may see

Everybody sees his own. By who asks; in the columns, in which role it was read. The case, and the entry that tells it, is named to who is in that case.

${matrix('by', Object.keys(accessRights) as Role[], PERSON_ROLES, (role) => accessRights[role] ?? [])}

## Over HTTP

Every route by its operation id. _nobody_: no identification is needed. R02 is asked for before every route but those for
accepting the terms, the session, health and trust.
Roles are those who may use the route at all; what they are shown is theirs: a list or a search finds a person's own cases, an entry is found by who may see
its stream: members of its case, readers of journals for a journal, everybody for the platform's streams, oneself for one's own.

${routeTable()}
`
}

function phaseTable(): string {
  const rows = IN_CASE.flatMap((kind) => {
    const { obstacles: named, partyObstacles } = caseRights[kind]
    const row = (label: string, all: readonly Obstacle[], byParty: boolean) => [
      label,
      ...PHASES.map((phase) => SAID[possibility(kind, phase, byParty)]),
      list(all),
    ]
    const own = row(`\`${kind}\``, named, false)
    if (partyObstacles === undefined) return [own]
    return [own, row(`\`${kind}\`, parties' side`, [...named, ...partyObstacles], true)]
  })
  return table(['action', ...PHASES, 'otherwise refused as'], rows)
}

function depositObstacleLines(): string {
  const all = Object.entries(depositObstacles)
  return all
    .map(([kind, codes]) => `A \`${kind}\` is otherwise refused as ${list(codes)}.`)
    .join('\n')
}

function obstacleTable(): string {
  const rows = (Object.keys(obstacles) as Obstacle[]).map((code) => {
    const { rule, en } = refusals[code]
    return [`\`${code}\``, rule ?? '', en]
  })
  return `${table(['code', 'rule', 'says'], rows)}

The parties' side: ${list(PARTY_SIDE)}.`
}

function routeTable(): string {
  const rows = ROUTES.map((name) => {
    const right: RouteRight = routeRights[name]
    const roles = rolesOf(name)
    return [
      `\`${name}\``,
      right.who === 'anybody' ? 'nobody' : '',
      ...PERSON_ROLES.map((role) => (roles.includes(role) ? 'yes' : '')),
      right.who === 'case' ? list(right.asks) : '',
    ]
  })
  return table(['route', 'identified', ...PERSON_ROLES, 'asks of a case'], rows)
}

function matrix<Row extends string>(
  head: string,
  rows: readonly Row[],
  columns: readonly Role[],
  allowed: (row: Row) => readonly Role[],
): string {
  return table(
    [head, ...columns],
    rows.map((row) => [
      `\`${row}\``,
      ...columns.map((role) => (allowed(row).includes(role) ? 'yes' : '')),
    ]),
  )
}

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(' ')
}

/** As prettier lays tables out. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, at) =>
    Math.max(cell.length, 3, ...rows.map((row) => row[at]!.length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`
  const ruler = widths.map((width) => '-'.repeat(width))
  return [line(header), line(ruler), ...rows.map(line)].join('\n')
}
