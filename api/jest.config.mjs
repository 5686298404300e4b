import { base } from '../jest.swc.mjs'

export default {
  ...base,
  displayName: 'api',
  setupFiles: ['<rootDir>/test/setup.mjs'],
  testMatch: ['<rootDir>/{src,bin,test}/**/*.spec.ts'],
}
