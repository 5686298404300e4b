import type { Bracket } from './bracket.ts'
import type { StampedToken } from './placed.ts'

/** What valid tokens over one imprint prove together; they exclude each other when it ends before it begins. */
export function provedTogether(tokens: readonly StampedToken[]): Bracket & {
  readonly notBefore: number
} {
  return {
    notBefore: Math.max(...tokens.map((token) => token.notBefore)),
    notAfter: Math.min(...tokens.map((token) => token.notAfter)),
  }
}
