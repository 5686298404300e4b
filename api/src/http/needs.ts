import { SetMetadata, type ExecutionContext } from '@nestjs/common'

/** What a route asks for before it answers; each asks for those before it too. */
export type Need = 'session' | 'terms' | 'purpose'

const NEED = 'contremarque:need'

/** What a route that says nothing asks for: everything. */
export const EVERYTHING: Need = 'purpose'

export const Needs = (need: Need) => SetMetadata(NEED, need)

export function needOf(handler: ReturnType<ExecutionContext['getHandler']>): Need {
  return (Reflect.getMetadata(NEED, handler) as Need | undefined) ?? EVERYTHING
}
