import type { Envelope } from './envelope.ts'
import { isSortedAndExact, parseCanonical, parseJson } from './jcs.ts'
import { validateEnvelope } from './validate-envelope.ts'

/**
 * The envelope in the untrusted content of an entry: canonical JSON of the closed shape.
 * @throws LedgerError CANONICAL_FORM_UNSUPPORTED; what validateEnvelope throws
 */
export function parseEnvelope(content: Uint8Array): Envelope {
  return parsePlain(content) ?? validateEnvelope(parseCanonical(content))
}

/**
 * The same in one pass for ASCII: the closed shape already fixes the order of all members, the form of
 * all strings and the range of all numbers but those of `data`. Undefined when anything is amiss.
 */
function parsePlain(content: Uint8Array): Envelope | undefined {
  const { text, value, isPlain } = parseJson(content)
  if (!isPlain) return undefined
  try {
    const envelope = validateEnvelope(value)
    const isExact = isSortedAndExact(envelope.data, isPlain, 1) && JSON.stringify(value) === text
    return isExact ? envelope : undefined
  } catch {
    // parseCanonical comes first in saying what is wrong.
    return undefined
  }
}
