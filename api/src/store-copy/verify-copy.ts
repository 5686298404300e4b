import { verify, type Finding } from '@contremarque/ledger'
import { signatureWorkers } from '@contremarque/ledger/node'
import type { LogReader } from '../event-store/log-reader.js'
import type { LedgerFolder } from '../ledger-folder/ledger-folder.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { readIfThere } from '../files/durable-file.js'
import { folderSource } from '../verification/folder-source.js'
import { CopyError } from './copy-error.js'

/**
 * Verifies a copy as `contremarque verify` does, up to the last checkpoint that was stamped.
 * @returns what keeps it from passing without making it fail, which its source has as well
 * @throws CopyError COPY_NOT_WHOLE
 */
export async function verifyCopy(
  { info, trust, crypto, paths }: LedgerFolder,
  reader: LogReader,
  onProgress: (entries: number) => void,
): Promise<readonly Finding[]> {
  const head = await readIfThere(paths.headNote)
  const source = folderSource({ reader, streams: recordStreams(info), head })
  const workers = signatureWorkers()
  try {
    const { verdict, findings } = await verify({
      source,
      trust,
      trustSource: 'given',
      crypto,
      signatureVerifier: workers,
      onProgress: ({ entries }) => onProgress(entries),
    })
    const [first] = findings
    if (verdict !== 'TOTAL_FAILED') return findings
    throw new CopyError('COPY_NOT_WHOLE', `the copy does not pass: ${first?.message ?? verdict}`, {
      details: { code: first?.code ?? null },
    })
  } finally {
    await workers.close()
  }
}
