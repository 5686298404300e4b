import { base } from '../../jest.swc.mjs'

const USAGE = 64

if (!process.env.CONTREMARQUE_EVENTSTOREDB_URL) {
  console.error(
    'test:eventstoredb needs a server: expected CONTREMARQUE_EVENTSTOREDB_URL=esdb://127.0.0.1:2113?tls=false, ' +
      'found nothing. Use an empty one that holds nothing you want to keep. Suites that kill, put back or ' +
      'administer a server start their own, with the program in CONTREMARQUE_EVENTSTOREDB_PROGRAM.',
  )
  process.exit(USAGE)
}

/** Suites that want a real EventStoreDB; `npm test` runs none of them. */
export default {
  ...base,
  rootDir: '../..',
  displayName: 'eventstoredb',
  setupFiles: ['<rootDir>/api/test/setup.mjs'],
  testMatch: ['<rootDir>/{api/test,test}/eventstoredb-real/**/*.real.ts'],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/eventstoredb-real/ledger-first.mjs',
  reporters: ['default', '<rootDir>/test/not-run-reporter.mjs'],
  maxWorkers: 1,
}
