import { base } from '../../jest.swc.mjs'

const USAGE = 64

const { CONTREMARQUE_EVENTSTOREDB_URL: url, CONTREMARQUE_EVENTSTOREDB_PROGRAM: program } =
  process.env
if (!url && !program) {
  console.error(
    'test:eventstoredb needs a server: expected CONTREMARQUE_EVENTSTOREDB_URL=esdb://127.0.0.1:2113?tls=false, ' +
      'an empty one that holds nothing you want to keep, or CONTREMARQUE_EVENTSTOREDB_PROGRAM=/path/to/the/program, ' +
      'with which each suite starts servers of its own; those that kill, put back or administer one want it. ' +
      'Found neither.',
  )
  process.exit(USAGE)
}

/** Suites that want a real EventStoreDB; `npm test` runs none of them. */
export default {
  ...base,
  rootDir: '../..',
  displayName: 'eventstoredb',
  setupFiles: ['<rootDir>/api/test/setup.mjs'],
  testMatch: ['<rootDir>/api/test/eventstoredb-real/**/*.real.ts'],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/eventstoredb-real/ledger-first.mjs',
  reporters: ['default', '<rootDir>/test/not-run-reporter.mjs'],
  maxWorkers: 1,
}
