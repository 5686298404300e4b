import { randomUUID } from 'node:crypto'
import type { ExpertiseAction, NamedActor } from '../actions/expertise/action.js'
import type { Directory } from '../identity/directory.js'
import { HttpProblem } from './http-problem.js'
import type { CaseAction, OrderExpertise } from './schemas/actions.js'

type NamedBody = Omit<NamedActor, 'name'>

/**
 * The action a body asks for: names come from the directory, new ids are made here.
 * @throws HttpProblem PERSON_UNKNOWN
 */
export function toExpertiseAction(
  body: CaseAction | OrderExpertise,
  directory: Directory,
): ExpertiseAction {
  switch (body.kind) {
    case 'OrderExpertise':
      return { ...body, actors: body.actors.map((each) => withName(each, directory)) }
    case 'AddActor':
      return withName(body, directory)
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
  directory: Directory,
): Body & { readonly name: string } {
  const name = directory.nameOf(body.person)
  if (name === undefined)
    throw new HttpProblem('PERSON_UNKNOWN', 'a person named is not known here')
  return { ...body, name }
}
