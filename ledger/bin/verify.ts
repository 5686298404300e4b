import { runVerify, verifyHelp } from '../node/index.ts'

/** What `contremarque-verify` runs: no data folders, which need the server's store. */
export const help = verifyHelp.replace('Usage: verify', 'Usage: contremarque-verify')

export function run(argv: readonly string[]): Promise<number> {
  return runVerify(argv)
}
