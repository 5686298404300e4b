/** One line of untrusted bytes, with its line feed when it has one; `bytes` is null when it is too long. */
export interface ByteLine {
  /** From 1. */
  readonly line: number
  readonly bytes: Uint8Array | null
  /** The last line of the input has no line feed: it was cut. */
  readonly isCut: boolean
  /** Including the line feed. */
  readonly length: number
}

/**
 * Cuts a stream of bytes at line feeds, holding at most one line of `limit` bytes at a time. Yields
 * the complete lines of each chunk together; their bytes are views valid until the next step.
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncIterable<readonly ByteLine[]> {
  let rest: Uint8Array[] = []
  let restLength = 0
  let line = 0
  for await (const chunk of chunks) {
    const lines: ByteLine[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const length = restLength + end - start + 1
      const isLong = length - 1 > limit
      const bytes = isLong ? null : joined(rest, restLength, chunk.subarray(start, end + 1))
      lines.push({ line: ++line, bytes, isCut: false, length })
      rest = []
      restLength = 0
      start = end + 1
    }
    if (start < chunk.length) {
      if (restLength <= limit) rest.push(chunk.slice(start))
      restLength += chunk.length - start
    }
    if (lines.length > 0) yield lines
  }
  if (restLength > 0) {
    const bytes = restLength > limit ? null : joined(rest, restLength, new Uint8Array(0))
    yield [{ line: line + 1, bytes, isCut: true, length: restLength }]
  }
}

function joined(parts: readonly Uint8Array[], length: number, last: Uint8Array): Uint8Array {
  if (parts.length === 0) return last
  const bytes = new Uint8Array(length + last.length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  bytes.set(last, offset)
  return bytes
}
