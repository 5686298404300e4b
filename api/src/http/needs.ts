import { SetMetadata } from '@nestjs/common'

/** What a route asks for before it answers; each asks for those before it too. */
export type Need = 'session' | 'terms'

export const NEED = 'contremarque:need'

/** What a route that says nothing asks for: everything. */
export const EVERYTHING: Need = 'terms'

export const Needs = (need: Need) => SetMetadata(NEED, need)
