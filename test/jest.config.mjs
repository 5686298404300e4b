import { base } from '../jest.swc.mjs'

export default { ...base, displayName: 'house', testMatch: ['<rootDir>/**/*.spec.ts'] }
