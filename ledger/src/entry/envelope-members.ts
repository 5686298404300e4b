import { isHex } from '../bytes/hex.ts'
import { LedgerError } from '../errors.ts'
import { uuidForm } from '../shape/forms.ts'
import type { JsonValue } from './envelope.ts'

export interface Members {
  readonly [name: string]: JsonValue
}

/** Names the member only: its value may be personal. */
export function refuse(member: string): never {
  throw new LedgerError('ENVELOPE_MALFORMED', `expected another form of ${member}`, {
    details: { member },
  })
}

/** An object with exactly these members, enumerated in this order. */
export function object(
  value: JsonValue | undefined,
  names: readonly string[],
  member: string,
): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(member)
  const members = value as Members
  let count = 0
  // Not Object.keys: this makes no array. What a prototype might add is refused like any other name.
  for (const name in members) if (name !== names[count++]) refuse(member)
  if (count !== names.length) refuse(member)
  return members
}

export function array(
  value: JsonValue | undefined,
  most: number,
  member: string,
): readonly JsonValue[] {
  if (!Array.isArray(value) || value.length > most) refuse(member)
  return value as readonly JsonValue[]
}

export function text(value: JsonValue | undefined, form: RegExp, member: string): string {
  if (typeof value !== 'string' || !form.test(value)) refuse(member)
  return value
}

export function oneOf(
  value: JsonValue | undefined,
  allowed: ReadonlySet<string>,
  member: string,
): void {
  if (typeof value !== 'string' || !allowed.has(value)) refuse(member)
}

export function integer(value: JsonValue | undefined, least: number, member: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < least) refuse(member)
  return value as number
}

/** SHA-256 in lower-case hexadecimal. */
export function digest(value: JsonValue | undefined, member: string): string {
  if (!isHex(value, 32)) refuse(member)
  return value
}

export function digestOrNull(value: JsonValue | undefined, member: string): string | null {
  return value === null ? null : digest(value, member)
}

export function uuid(value: JsonValue | undefined, member: string): void {
  text(value, uuidForm, member)
}

export function uuidOrNull(value: JsonValue | undefined, member: string): void {
  if (value !== null) uuid(value, member)
}
