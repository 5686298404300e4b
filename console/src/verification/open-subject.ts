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

/** Whether a file is a receipt; anything else is read as an export, which says itself what is wrong. */
export async function isReceipt(file: Blob): Promise<boolean> {
  const head = await file.slice(0, 4096).text()
  if (head.includes('"contremarque/export/')) return false
  const tail = await file.slice(-4096).text()
  return tail.includes('"contremarque/receipt/')
}

async function download(url: string): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url, { credentials: 'same-origin' })
  if (!response.ok || response.body === null) {
    throw new DOMException(`HTTP ${response.status}`, 'NetworkError')
  }
  return response.body
}
