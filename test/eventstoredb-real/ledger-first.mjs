import { createRequire } from 'node:module'

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer')

/** The ledger's suite wants an empty server; the others leave theirs behind. */
export default class LedgerFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b))
  }
}

function rank({ path }) {
  return path.endsWith('ledger.real.ts') ? 0 : 1
}
