export default {
  projects: [
    '<rootDir>/ledger/jest.config.mjs',
    '<rootDir>/api/jest.config.mjs',
    '<rootDir>/console/jest.config.mjs',
    '<rootDir>/test/jest.config.mjs',
  ],
}
