import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type * as Unseal from '../unseal.js'

/** What the reader thread is started with: paths of files that exist, the key that wraps data keys. */
export interface ReaderSettings {
  readonly openings: string
  readonly keys: string
  readonly master: Uint8Array
  /** URL of the unseal module, in source or built form. */
  readonly unseal: string
}

/** JSON text of places [stream, revision]; or the end. */
export type ToOpeningReader = { readonly places: string } | { readonly close: true }

/** One answer per question, in order: JSON text of an `Opening[]`. */
export type FromOpeningReader =
  { readonly openings: string } | { readonly unreadable: string } | { readonly failed: string }

interface Row {
  readonly stream: string
  readonly revision: number
  readonly field: string
  readonly digest: string
  readonly person: string
  readonly sealed: Uint8Array
}

const CACHED = 50_000

type Key = Uint8Array | 'destroyed' | 'unreadable'

const { openings, keys, master, unseal } = workerData as ReaderSettings
const { tryUnseal, keyBinding, openingBinding } = (await import(unseal)) as typeof Unseal
const openingFile = new DatabaseSync(openings, { readOnly: true, timeout: 5_000 })
openingFile.exec('PRAGMA cache_size = -32768')
const keyFile = new DatabaseSync(keys, { readOnly: true, timeout: 5_000 })
const find = openingFile.prepare(`
  SELECT o.stream, o.revision, o.field, lower(hex(o.digest)) AS digest, o.person, o.sealed
  FROM json_each(?) AS place
  CROSS JOIN opening AS o ON o.stream = place.value ->> 0 AND o.revision = place.value ->> 1
  WHERE length(o.sealed) > 0`)
const findKey = keyFile.prepare('SELECT wrapped FROM data_key WHERE person = ? AND stream = ?')
/** What an erasure takes away is the sealed value too: a key kept here opens nothing then. */
const known = new Map<string, Key>()

parentPort?.on('message', (message: ToOpeningReader) => {
  if ('close' in message) {
    openingFile.close()
    keyFile.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(message.places))
})

function answer(places: string): FromOpeningReader {
  if (known.size > CACHED) known.clear()
  try {
    const opened: string[] = []
    for (const row of find.all(places) as unknown as Row[]) {
      const key = keyOf(row)
      if (key === 'destroyed') continue
      const text = key === 'unreadable' ? undefined : open(row, key)
      if (text === undefined) return { unreadable: `revision ${row.revision} of ${row.stream}` }
      opened.push(text)
    }
    return { openings: `[${opened.join(',')}]` }
  } catch (error) {
    return { failed: String(error) }
  }
}

function keyOf({ person, stream }: Row): Key {
  const bound = keyBinding(person, stream)
  const kept = known.get(bound)
  if (kept !== undefined) return kept
  const wrapped = findKey.get(person, stream)?.['wrapped'] as Uint8Array | undefined
  const key =
    wrapped === undefined ? 'destroyed' : (tryUnseal(master, wrapped, bound) ?? 'unreadable')
  known.set(bound, key)
  return key
}

function open(row: Row, key: Uint8Array): string | undefined {
  const { stream, revision, field, digest, person, sealed } = row
  const plain = tryUnseal(key, sealed, openingBinding(row))
  if (plain === undefined) return undefined
  const [salt, value] = JSON.parse(plain.toString()) as [string, unknown]
  return JSON.stringify({ stream, revision, field, digest, person, salt, value })
}
