import { z } from 'zod'

/**
 * A variable's number, in decimal digits alone. What the platform would take for a number as well, nothing and
 * spaces for zero among them, is none: a limit left empty is not turned off.
 */
export function decimal(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'a number in decimal digits expected')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
}
