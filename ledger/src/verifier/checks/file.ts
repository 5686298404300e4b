import type { LedgerItem } from '../../source/ledger-source.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'

/** An export has one header first, one trailer last, and the trailer counts right: finds accidents. */
export interface FileCheck extends Check {
  item(item: LedgerItem): void
}

export function fileCheck(state: LedgerState): FileCheck {
  const { findings, options } = state
  const isExport = options.source.kind === 'export'
  const tally = isExport ? findings.tally('file') : undefined
  let items = 0
  let hasHeader = false
  let trailer: Extract<LedgerItem, { kind: 'trailer' }> | undefined
  let lastLine: number | undefined

  function incomplete(message: string, line: number | undefined): void {
    findings.failed('file', 'FILE_INCOMPLETE', {
      message,
      place: line === undefined ? {} : { line },
    })
  }

  function takeHeader({ header, line }: Extract<LedgerItem, { kind: 'header' }>): void {
    if (items !== 0) incomplete('a header that is not the first line', line)
    hasHeader = true
    state.origin ??= header.origin
    if (header.origin !== state.origin) {
      const detail = { expected: state.origin, actual: header.origin }
      const message = 'the export is of another ledger'
      findings.failed('origin', 'ORIGIN_MISMATCH', { message, place: { line }, ...detail })
    }
    state.headerGenesis = { hash: header.genesis, line }
  }

  function compareTrailer({ trailer: said, digest, line }: NonNullable<typeof trailer>): void {
    const { entries, batches, stamps, lastBatch } = state
    const counts = `${said.entries} entries, ${said.batches} batches, ${said.stamps} stamps`
    const found = `${entries} entries, ${batches} batches, ${stamps} stamps`
    if (counts !== found) incomplete(`the trailer counts ${counts}; there are ${found}`, line)
    if (said.note !== (lastBatch?.note ?? null))
      incomplete('the trailer names another last note', line)
    if (said.sha256 !== digest)
      incomplete('the bytes before the trailer are not those it was written over', line)
  }

  return {
    name: 'file',
    item(item) {
      if (!isExport) return
      tally!.checked++
      if (trailer !== undefined) {
        incomplete('lines after the trailer', trailer.line)
        trailer = undefined
      }
      if (item.kind === 'header') takeHeader(item)
      else if (items === 0) incomplete('the first line is not a header', item.line)
      if (item.kind === 'trailer') trailer = item
      items++
      lastLine = item.line
    },
    finish() {
      if (!isExport) return
      if (!hasHeader && items === 0) incomplete('the file is empty', undefined)
      if (trailer === undefined) incomplete('there is no trailer: the end is missing', lastLine)
      else compareTrailer(trailer)
    },
  }
}
