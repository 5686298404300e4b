import { runVerify, verifyHelp } from '@contremarque/ledger/node'

export const help = verifyHelp.replaceAll('verify PATH', 'contremarque verify PATH')

/** The verifier of the ledger library; only a data folder loads a reader of the event store. */
export function run(argv: readonly string[]): Promise<number> {
  return runVerify(argv, {
    openFolder: async (path) => {
      const { openFolderReadOnly } = await import('../verification/open-folder.js')
      const { readSettings } = await import('../config/settings.js')
      return openFolderReadOnly(path, readSettings(process.env).eventStoreDb)
    },
  })
}
