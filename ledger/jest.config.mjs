import { base } from '../jest.swc.mjs'

export default {
  ...base,
  displayName: 'ledger',
  testMatch: ['<rootDir>/{src,node,web,development,bin,test}/**/*.spec.ts'],
}
