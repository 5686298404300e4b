import { availableParallelism } from 'node:os'

export default {
  projects: [
    '<rootDir>/ledger/jest.config.mjs',
    '<rootDir>/api/jest.config.mjs',
    '<rootDir>/console/jest.config.mjs',
    '<rootDir>/test/jest.config.mjs',
  ],
  globalSetup: '<rootDir>/test/compile-cache.mjs',
  testSequencer: '<rootDir>/test/longest-first.mjs',
  reporters: ['default', '<rootDir>/test/not-run-reporter.mjs'],
  // One more than there are cores: many a suite waits for a program, a browser or a time-stamp.
  maxWorkers: availableParallelism() + 1,
  // A worker's memory takes a busy machine longer to free than jest's half second, after which it says
  // that something was left open. What is left open still holds it for as long as this.
  workerGracefulExitTimeout: 10_000,
  // A limit for what hangs, not a claim about speed: the suites share the machine with each other.
  testTimeout: 120_000,
}
