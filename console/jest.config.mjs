import { base } from '../jest.swc.mjs'

export default {
  ...base,
  displayName: 'console',
  testEnvironment: 'jsdom',
  testEnvironmentOptions: {
    customExportConditions: ['@contremarque/source', 'browser'],
  },
  globals: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  extensionsToTreatAsEsm: ['.ts', '.vue'],
  moduleFileExtensions: ['ts', 'vue', 'js', 'mjs', 'cjs', 'json'],
  transform: { ...base.transform, '^.+\\.vue$': '<rootDir>/test/vue-transformer.mjs' },
  moduleNameMapper: {
    '\\.(css|sass|scss|svg|woff2)$': '<rootDir>/test/empty-module.mjs',
    ...base.moduleNameMapper,
  },
  setupFiles: ['<rootDir>/test/setup.mjs'],
  testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'],
}
