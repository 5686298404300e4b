import { open } from 'node:fs/promises'

const CHUNK = 1024 * 1024

/**
 * The bytes of a file or pipe in one buffer that is filled again and again: a chunk is valid until the
 * next is asked for. A stream would make a buffer for each, and its garbage is most of what the
 * verifier would take.
 */
export async function* readChunks(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path)
  try {
    const buffer = new Uint8Array(CHUNK)
    for (;;) {
      const { bytesRead } = await file.read(buffer)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
