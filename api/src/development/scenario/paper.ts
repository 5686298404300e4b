import { createHash } from 'node:crypto'

/** A document of the story, as its depositor holds it. */
export interface Paper {
  readonly title: string
  readonly fileName: string
  readonly mediaType: 'application/pdf'
  readonly bytes: Uint8Array
  /** Hexadecimal. */
  readonly sha256: string
}

const NOTE = 'Document de démonstration : personnes, juridiction et faits inventés.'

/** One page of PDF with the title and the lines; the same input gives the same bytes. */
export function paper(title: string, fileName: string, ...lines: readonly string[]): Paper {
  const bytes = pdf(title, [...lines, '', NOTE])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { title, fileName, mediaType: 'application/pdf', bytes, sha256 }
}

/** ISO 32000-1 §7.5: header, objects, cross-reference table, trailer. */
function pdf(title: string, lines: readonly string[]): Uint8Array {
  const text = lines.map((line) => `T* (${escaped(line)}) Tj`).join('\n')
  const content = `BT /F1 16 Tf 72 770 Td (${escaped(title)}) Tj /F1 11 Tf 18 TL T* ${text} ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`
  return new Uint8Array(Buffer.from(file, 'latin1'))
}

/** Parentheses escaped, typographic signs brought to what the standard encoding writes in one byte. */
function escaped(text: string): string {
  const plain = text.replaceAll('’', "'").replaceAll('œ', 'oe').replaceAll('—', '-')
  return plain.replace(/[\\()]/g, String.raw`\$&`)
}
