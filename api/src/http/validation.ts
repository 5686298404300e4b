import { StandardSchemaValidationPipe } from '@nestjs/common'
import { HttpProblem } from './http-problem.js'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const MAX_ERRORS = 50
/** Characters of what is said of each: names that were sent stand in it. */
const MAX_SAID = 300

/** Validates every body, query and parameter that has a schema. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: invalidBody })
}

/** Says where the shape is wrong; repeats no value of the request, and of its names few. */
export function invalidBody(issues: readonly Issue[]): HttpProblem {
  return new HttpProblem('BODY_INVALID', 'the request does not have the documented shape', {
    errors: issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
      path: (path ?? [])
        .map((part) => String(typeof part === 'object' ? part.key : part))
        .join('.')
        .slice(0, MAX_SAID),
      message: message.slice(0, MAX_SAID),
    })),
  })
}
