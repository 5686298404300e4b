import { base } from '../jest.swc.mjs'

export default {
  ...base,
  displayName: 'api',
  globalSetup: '<rootDir>/test/bundle-threads.mjs',
  moduleNameMapper: {
    '/threads/start-thread\\.js$': '<rootDir>/test/bundled-thread.ts',
    ...base.moduleNameMapper,
  },
  setupFiles: ['<rootDir>/test/setup.mjs'],
  testMatch: ['<rootDir>/{src,bin,test}/**/*.spec.ts'],
}
