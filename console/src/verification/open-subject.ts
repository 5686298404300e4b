import type { Subject } from './verification-messages.ts'

/** The untrusted bytes to verify, as they come. */
export async function* openSubject(subject: Subject): AsyncIterable<Uint8Array> {
  const stream = subject.kind === 'file' ? subject.file.stream() : await download(subject.url)
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

/**
 * The last checkpoint that a server says it stamped, untrusted; undefined when it has none. Asked for
 * before the export, which can then be no shorter.
 */
export async function headOf(subject: Subject): Promise<string | undefined> {
  if (subject.kind === 'file') return undefined
  const response = await fetch(subject.head, { credentials: 'same-origin' })
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
  const { body } = readable(await fetch(url, { credentials: 'same-origin' }))
  return body!
}

function readable(response: Response): Response {
  if (response.ok && response.body !== null) return response
  throw new DOMException(`HTTP ${response.status}`, 'NetworkError')
}
