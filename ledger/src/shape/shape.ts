import type { JsonObject, JsonValue } from '../entry/envelope.ts'
import { LedgerError, type LedgerErrorCode } from '../errors.ts'

/** A closed form of JSON data: says what is wrong first, or null when the value fits. */
export interface Shape<T> {
  /** `member.2.name: expected a uuid`, or null. Values are untrusted. */
  problem(value: JsonValue | undefined): string | null
  /** Carries the type, never a value. */
  readonly fits?: T
}

export type Fitting<S> = S extends Shape<infer T> ? T : never

/** Checks a value against its shape. @throws LedgerError `code` with the place of the first misfit */
export function parseShape<T>(shape: Shape<T>, value: JsonValue, code: LedgerErrorCode): T {
  const problem = shape.problem(value)
  if (problem !== null) throw new LedgerError(code, problem)
  return value as T
}

/** One value, judged by a predicate. */
export function scalar<T extends JsonValue>(
  expected: string,
  accepts: (value: JsonValue | undefined) => boolean,
): Shape<T> {
  return { problem: (value) => (accepts(value) ? null : `expected ${expected}`) }
}

/** A string that matches the pattern as a whole. */
export function text(expected: string, pattern: RegExp): Shape<string> {
  return scalar<string>(expected, (value) => typeof value === 'string' && pattern.test(value))
}

/** One of these very values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return scalar<T>(values.join(' or '), (value) => values.includes(value as T))
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { problem: (value) => (value === null ? null : shape.problem(value)) }
}

export function list<T>(item: Shape<T>, least: number, most: number): Shape<readonly T[]> {
  return {
    problem(value) {
      if (!Array.isArray(value)) return 'expected a list'
      const items = value as readonly JsonValue[]
      if (items.length < least || items.length > most) {
        return `expected ${least} to ${most} items, got ${items.length}`
      }
      for (let i = 0; i < items.length; i++) {
        const problem = item.problem(items[i])
        if (problem !== null) return within(String(i), problem)
      }
      return null
    },
  }
}

type Members = { readonly [name: string]: Shape<unknown> }
type Fitted<M extends Members> = { readonly [name in keyof M]: Fitting<M[name]> }

export interface ObjectShape<T> extends Shape<T> {
  readonly members: Members
}

/** A closed object: every member present, no other. */
export function object<M extends Members>(members: M): ObjectShape<Fitted<M>> {
  const names = Object.keys(members)
  return {
    members,
    problem(value) {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        return 'expected an object'
      }
      for (const name of names) {
        if (!Object.hasOwn(value, name)) return within(name, 'missing')
        const problem = members[name]!.problem((value as JsonObject)[name])
        if (problem !== null) return within(name, problem)
      }
      return Object.keys(value).length === names.length ? null : unknownMember(value, members)
    },
  }
}

function unknownMember(value: object, members: Members): string {
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(members, name))
  return `unknown member ${unknown[0] ?? ''}`
}

function within(name: string, problem: string): string {
  return /^[\w-]+[.:]/.test(problem) && !problem.startsWith('expected')
    ? `${name}.${problem}`
    : `${name}: ${problem}`
}
