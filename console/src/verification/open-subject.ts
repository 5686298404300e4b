import { LedgerError } from '@contremarque/ledger'
import type { Subject } from './verification-messages.ts'

/** Why a server's ledger could not be had. */
export class SubjectError extends LedgerError<'SUBJECT_REFUSED' | 'SUBJECT_UNREACHABLE'> {}

/** The untrusted bytes to verify, as they come. @throws SubjectError */
export async function* openSubject(subject: Subject): AsyncIterable<Uint8Array> {
  if (subject.kind === 'file') yield* bytesOf(subject.file.stream(), rethrow)
  else yield* bytesOf(await download(subject.url), lost)
}

/**
 * The untrusted lines among which are the entries that tell erasures: of a file all. A server that hands them not
 * out is verified all the same. @throws SubjectError
 */
export async function* openErasures(subject: Subject): AsyncIterable<Uint8Array> {
  if (subject.kind === 'file') {
    yield* openSubject(subject)
    return
  }
  const { ok, body } = await ask(subject.erasures)
  if (ok && body !== null) yield* bytesOf(body, lost)
}

async function* bytesOf(
  stream: ReadableStream<Uint8Array>,
  onFailure: (error: unknown) => never,
): AsyncIterable<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(onFailure)
      if (done) return
      yield value
    }
  } finally {
    // What broke off cannot be cancelled any more; why it did is thrown already.
    await reader.cancel().catch(() => undefined)
  }
}

/**
 * The last checkpoint that a server says it stamped, untrusted; undefined when it has none. Asked for
 * before the export, which can then be no shorter.
 */
export async function headOf(subject: Subject): Promise<string | undefined> {
  if (subject.kind === 'file') return undefined
  const response = await ask(subject.head)
  if (response.status === 404) return undefined
  return readable(response).text()
}

/** Whether a file is a receipt; anything else is read as an export, which says itself what is wrong. */
export async function isReceipt(file: Blob): Promise<boolean> {
  const head = await file.slice(0, 4096).text()
  if (head.includes('"contremarque/export/')) return false
  const tail = await file.slice(-4096).text()
  return tail.includes('"contremarque/receipt/')
}

async function download(url: string): Promise<ReadableStream<Uint8Array>> {
  const { body } = readable(await ask(url))
  return body!
}

function ask(url: string): Promise<Response> {
  return fetch(url, { credentials: 'same-origin' }).catch(lost)
}

function lost(cause: unknown): never {
  throw new SubjectError('SUBJECT_UNREACHABLE', 'the server does not answer', { cause })
}

function rethrow(error: unknown): never {
  throw error
}

function readable(response: Response): Response {
  if (response.ok && response.body !== null) return response
  throw new SubjectError('SUBJECT_REFUSED', `HTTP ${response.status}`)
}
