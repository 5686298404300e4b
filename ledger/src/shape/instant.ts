const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const rfc3339Form =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** `YYYY-MM-DDThh:mm:ss.sssZ`, a real instant from 1970 on, no leap second. */
export function isInstant(value: unknown): value is string {
  return isMillisecond(value) && value >= '1970'
}

/** The same in any year from 0000 to 9999: without a Date, as one is asked for in most entries. */
export function isMillisecond(value: unknown): value is string {
  return typeof value === 'string' && instantForm.test(value) && isReal(value)
}

/** RFC 3339 with T and Z in capitals, up to nine digits of a second, no leap second. */
export function isRfc3339(value: unknown): value is string {
  return typeof value === 'string' && rfc3339Form.test(value) && isReal(value)
}

function isReal(text: string): boolean {
  const year = number(text, 0, 4)
  const month = number(text, 5, 7)
  const day = number(text, 8, 10)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0)
  const isClock = number(text, 11, 13) < 24 && number(text, 14, 16) < 60
  return day > 0 && day <= days && isClock && number(text, 17, 19) < 60
}

function number(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}
