import { randomUUID } from 'node:crypto'
import type { ExpertiseAction, NamedActor } from '../actions/expertise/action.js'
import { HttpProblem } from './http-problem.js'
import type { CaseAction, OrderExpertise } from './schemas/actions.js'

type NamedBody = Omit<NamedActor, 'name'>
type Names = ReadonlyMap<string, string>

/** Persons whom a body names, and whose names its action carries. */
export function personsNamed(body: CaseAction | OrderExpertise): readonly string[] {
  if (body.kind === 'OrderExpertise') return body.actors.map(({ person }) => person)
  return body.kind === 'AddActor' ? [body.person] : []
}

/**
 * The action a body asks for: names come from the directory, new ids are made here.
 * @throws HttpProblem PERSON_UNKNOWN
 */
export function toExpertiseAction(
  body: CaseAction | OrderExpertise,
  names: Names,
): ExpertiseAction {
  switch (body.kind) {
    case 'OrderExpertise':
      return { ...body, actors: body.actors.map((each) => withName(each, names)) }
    case 'AddActor':
      return withName(body, names)
    case 'RecordJudgeDecision':
      return { ...body, decision: randomUUID(), lifts: body.lifts }
    case 'SendNotice':
      return { ...body, notice: randomUUID() }
    default:
      return body
  }
}

function withName<Body extends NamedBody>(
  body: Body,
  names: Names,
): Body & { readonly name: string } {
  const name = names.get(body.person)
  if (name === undefined)
    throw new HttpProblem('PERSON_UNKNOWN', 'a person named is not known here')
  return { ...body, name }
}
