import { Projector } from '../src/projections/projector.js'
import { ReadModelFile } from '../src/projections/read-model-file.js'
import { crypto, type TestLedger } from './test-ledger.js'

/** A read model in memory that holds everything of the ledger, fed in pages of this size. */
export async function projected(ledger: TestLedger, pageSize = 7): Promise<ReadModelFile> {
  const file = ReadModelFile.create(':memory:', ledger.origin)
  await feed(file, ledger, pageSize)
  return file
}

/** Feeds what the file does not hold yet. */
export async function feed(file: ReadModelFile, ledger: TestLedger, pageSize = 7): Promise<void> {
  const projector = new Projector(file, sourcesOf(ledger))
  const left = ledger.events.filter(({ position }) => position > file.position)
  for (let at = 0; at < left.length; at += pageSize) {
    await projector.apply(left.slice(at, at + pageSize))
  }
}

export function sourcesOf({ openingReader, pseudonymReader }: TestLedger) {
  return { crypto, openings: openingReader, pseudonyms: pseudonymReader, trust: null }
}
