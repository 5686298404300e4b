import { createHash } from 'node:crypto'

const BOUNDARY = 'contremarque-bench'
const FILE = 'a letter'
const DOCUMENT = {
  kind: 'DepositDocument',
  documentKind: 'letter',
  title: 'Lettre',
  mediaType: 'text/plain',
  sha256: createHash('sha256').update(FILE).digest('hex'),
  size: FILE.length,
}

/** A letter as a browser would send it: header lines and body. */
export function form() {
  const parts = [
    `content-disposition: form-data; name="document"\r\n\r\n${JSON.stringify(DOCUMENT)}`,
    `content-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${FILE}`,
  ]
  const body = parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')
  return {
    headers: `content-type: multipart/form-data; boundary=${BOUNDARY}\r\n`,
    body: `${body}--${BOUNDARY}--\r\n`,
  }
}
