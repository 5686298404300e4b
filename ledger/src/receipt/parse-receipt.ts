import { parseCanonical } from '../entry/jcs.ts'
import { LedgerError } from '../errors.ts'
import { algorithms } from '../records/algorithms.ts'
import { stampTokenShape } from '../records/parse-record.ts'
import { base64, count, entryStream, hash, note, origin } from '../shape/scalars.ts'
import { list, nullable, object, oneOf, parseShape } from '../shape/shape.ts'
import { RECEIPT_VERSION, type Receipt } from './receipt.ts'

const MAX_RECEIPT_BYTES = 4 * 1024 * 1024

/** A tree of 2^53 leaves has no longer path. */
const path = list(hash, 0, 64)
const tokens = list(stampTokenShape, 1, 16)

const receiptShape = object({
  v: oneOf(RECEIPT_VERSION),
  origin,
  genesis: hash,
  algorithms,
  state: oneOf('recorded', 'sealed', 'stamped'),
  stream: entryStream,
  revision: count,
  hash,
  entry: base64,
  mergeDelay: count,
  seal: nullable(object({ leaf: count, note, inclusion: path })),
  stamp: nullable(object({ note, path, tokens, inclusion: path })),
  anchor: nullable(object({ note, path, tokens })),
  keys: list(object({ leaf: count, entry: base64, inclusion: path }), 1, 64),
})

/**
 * Parses untrusted receipt bytes: canonical JSON, closed members, parts that fit the state. One line
 * feed at the end is allowed. Nothing is verified.
 * @throws LedgerError RECEIPT_MALFORMED
 */
export function parseReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MAX_RECEIPT_BYTES) throw malformed(`more than ${MAX_RECEIPT_BYTES} bytes`)
  const text = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes
  const receipt = parseShape(receiptShape, canonical(text), 'RECEIPT_MALFORMED')
  const isSealed = receipt.state !== 'recorded'
  const isStamped = receipt.state === 'stamped'
  if (isSealed !== (receipt.seal !== null) || isStamped !== (receipt.stamp !== null)) {
    throw malformed(`parts that do not fit the state ${receipt.state}`)
  }
  return receipt
}

function canonical(bytes: Uint8Array) {
  try {
    return parseCanonical(bytes)
  } catch (cause) {
    throw new LedgerError('RECEIPT_MALFORMED', 'expected canonical JSON', { cause })
  }
}

function malformed(message: string): LedgerError {
  return new LedgerError('RECEIPT_MALFORMED', message)
}
