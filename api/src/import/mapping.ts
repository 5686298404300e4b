import { z } from 'zod'
import { ImportError } from './import-error.js'

const column = z.string().min(1).max(200)
const code = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected a code a-z 0-9 . -')
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'expected a name A-Z a-z 0-9 -')

const activity = z.strictObject({
  column,
  /** What may stand in the column: anything else refuses the row. */
  values: z.record(z.string().min(1), z.strictObject({ code, fr: z.string().min(1).max(300) })),
})

const mappingForm = z.strictObject({
  v: z.literal('contremarque/mapping/1'),
  source: code,
  delimiter: z
    .string()
    .regex(/^[,;|\t]$/, 'expected , ; | or tab')
    .default(','),
  case: column,
  key: z.array(column).min(1).max(8),
  activity,
  actor: column,
  at: z.strictObject({ column, zone: z.string().optional() }),
  personal: z.record(name, column),
  ignore: z.array(column),
})

/** How the columns of a foreign journal become entries; docs/spec/mapping.md is normative. */
export type Mapping = z.infer<typeof mappingForm>

/** @throws ImportError MAPPING_MALFORMED naming the first member that does not fit */
export function parseMapping(text: string): Mapping {
  const result = mappingForm.safeParse(parseJson(text))
  if (!result.success) {
    const [issue] = result.error.issues
    const place = issue?.path.join('.') ?? ''
    throw malformed(`mapping ${place === '' ? 'as a whole' : place}: ${issue?.message ?? 'misfit'}`)
  }
  if (result.data.at.zone !== undefined) assertZone(result.data.at.zone)
  assertDistinctCodes(result.data)
  return result.data
}

/** Where each column stands. @throws ImportError HEADER_MALFORMED for a column unnamed, missing or doubled */
export function placeColumns(
  mapping: Mapping,
  header: readonly string[],
): ReadonlyMap<string, number> {
  const places = new Map(header.map((each, index) => [each, index]))
  if (places.size !== header.length) throw misfit('a column stands twice')
  const named = new Set(namedColumns(mapping))
  const unnamed = header.find((each) => !named.has(each))
  if (unnamed !== undefined) {
    throw misfit(`column ${unnamed} is not named in the mapping, not even under ignore`)
  }
  const missing = [...named].find((each) => !places.has(each))
  if (missing !== undefined) throw misfit(`column ${missing} of the mapping is missing`)
  return places
}

function namedColumns(mapping: Mapping): readonly string[] {
  const { key, activity, actor, at, personal, ignore } = mapping
  const single = [mapping.case, activity.column, actor, at.column]
  return [...single, ...key, ...Object.values(personal), ...ignore]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ImportError('MAPPING_MALFORMED', 'mapping: not JSON', { cause })
  }
}

function assertZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (cause) {
    throw new ImportError('MAPPING_MALFORMED', `mapping at.zone: unknown zone ${zone}`, { cause })
  }
}

function assertDistinctCodes({ activity }: Mapping): void {
  const labels = new Map<string, string>()
  for (const { code, fr } of Object.values(activity.values)) {
    if ((labels.get(code) ?? fr) !== fr) {
      throw malformed(`mapping activity.values: code ${code} has two labels`)
    }
    labels.set(code, fr)
  }
}

function malformed(message: string): ImportError {
  return new ImportError('MAPPING_MALFORMED', message)
}

function misfit(message: string): ImportError {
  return new ImportError('HEADER_MALFORMED', `header: ${message}`)
}
