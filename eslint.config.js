import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const specs = ['**/*.spec.ts', '**/test/**', 'test/**']
const typed = ['**/*.ts', '**/*.vue']

const bareError = {
  selector: "ThrowStatement > NewExpression[callee.name='Error']",
  message: 'Throw a LedgerError (or another error with a code): callers decide by code.',
}
const noEnum = {
  selector: 'TSEnumDeclaration',
  message: 'Use a union of literals.',
}
const strayAppend = {
  selector: "CallExpression[callee.property.name='append'][arguments.length=3]",
  message: 'Only recorder, sealing, time-stamping and store-copy append to the event store.',
}
const platformGlobals = [
  'window',
  'document',
  'process',
  'Buffer',
  'localStorage',
  'fetch',
  'crypto',
].map((name) => ({ name, message: 'ledger/src runs everywhere: take it as an argument.' }))

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/coverage/',
    '**/.cache/',
    'data/',
    'bench/',
    'console/src/api/schema.d.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked, vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        project: [
          'ledger/*/tsconfig.json',
          'ledger/tsconfig.spec.json',
          '{api,console,test}/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Under noUncheckedIndexedAccess `!` says: the length was checked above.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The row type of a query stands once, in what the query returns.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A port's method stays asynchronous where one adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', noEnum],
      eqeqeq: 'error',
    },
  },
  {
    files: ['ledger/**/*.ts', 'api/**/*.ts'],
    ignores: specs,
    rules: { 'no-restricted-syntax': ['error', noEnum, bareError] },
  },
  {
    files: ['api/src/**/*.ts'],
    ignores: [...specs, 'api/src/{recorder,sealing,time-stamping,event-store,store-copy}/**'],
    rules: {
      'no-restricted-syntax': ['error', noEnum, bareError, strayAppend],
      // Nest declares its options as classes and takes plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['ledger/src/**/*.ts'],
    ignores: specs,
    rules: { 'no-restricted-globals': ['error', ...platformGlobals] },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
      // Prettier lays out.
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      // Vuetify names slots item.<column>.
      'vue/valid-v-slot': ['error', { allowModifiers: true }],
    },
  },
  {
    files: ['console/src/**/App.vue'],
    rules: { 'vue/multi-word-component-names': 'off' },
  },
  {
    // Asymmetric matchers of jest are typed any.
    files: specs,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { 'max-lines': ['error', { max: 350 }], eqeqeq: 'error', 'no-unused-vars': 'error' },
  },
)
