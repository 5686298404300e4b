// The architecture as a table: each folder → the folders it may import. Anything else is an error.
// A new folder is added here in the same commit (rule every-folder-has-a-line).
const door = 'ledger/src/index[.]ts'
const doors = [door, 'ledger/node/index[.]ts']
const ledger = (...folders) => `ledger/src/(${folders.join('|')})/`
const api = (...folders) => `api/src/(${folders.join('|')})/`
const console_ = (...folders) => `console/src/(${folders.join('|')})/`

const may = {
  'ledger/src/report': [],
  'ledger/src/bytes': [],
  'ledger/src/asn1': [ledger('bytes')],
  'ledger/src/crypto': [ledger('bytes')],
  'ledger/src/shape': [ledger('bytes'), 'ledger/src/entry/envelope[.]ts'],
  'ledger/src/records': [
    ledger('bytes', 'crypto', 'shape'),
    'ledger/src/entry/(envelope|jcs)[.]ts',
  ],
  'ledger/src/entry': [
    ledger('bytes', 'asn1', 'crypto', 'shape', 'records', 'certificate', 'signature'),
  ],
  'ledger/src/certificate': [ledger('bytes', 'asn1', 'crypto', 'signature')],
  'ledger/src/signature': [ledger('bytes', 'asn1', 'crypto')],
  'ledger/src/merkle': [ledger('bytes', 'crypto')],
  'ledger/src/checkpoint': [ledger('bytes', 'crypto', 'merkle', 'signature')],
  'ledger/src/timestamp': [ledger('bytes', 'asn1', 'crypto', 'certificate', 'signature')],
  'ledger/src/evidence-record': [
    ledger('bytes', 'asn1', 'crypto', 'entry', 'checkpoint', 'timestamp'),
  ],
  'ledger/src/trust': [
    ledger('bytes', 'asn1', 'crypto', 'shape', 'records', 'entry', 'certificate'),
  ],
  'ledger/src/receipt': [
    ledger('bytes', 'crypto', 'shape', 'records', 'entry', 'merkle', 'checkpoint'),
  ],
  'ledger/src/source': [ledger('bytes', 'crypto', 'shape', 'records', 'entry', 'receipt')],
  'ledger/src/evidence': [ledger('.*')],
  'ledger/src/verifier': [ledger('.*')],
  'ledger/node': ['ledger/src/'],
  'ledger/web': ['ledger/src/'],
  'ledger/development': ['ledger/src/'],
  'ledger/bin': [...doors, 'ledger/bin/'],

  'api/src/bytes': [],
  'api/src/files': [],
  'api/src/cache': [],
  'api/src/threads': [],
  'api/src/config': [...doors],
  'api/src/database': [...doors, api('files', 'config')],
  'api/src/actions': [door],
  'api/src/event-store': [...doors, api('threads')],
  'api/src/identity': [
    ...doors,
    api('actions', 'recorder', 'personal-data', 'database', 'bytes', 'cache', 'config'),
  ],
  'api/src/personal-data': [...doors, api('database', 'cache', 'threads', 'files', 'config')],
  'api/src/documents': [...doors, api('files', 'config')],
  'api/src/recorder': [...doors, api('actions', 'event-store', 'personal-data', 'cache', 'config')],
  'api/src/erasure': [...doors, api('actions', 'event-store', 'recorder', 'personal-data')],
  'api/src/sealing': [...doors, api('event-store', 'files', 'config')],
  'api/src/time-stamping': [...doors, api('event-store', 'sealing', 'bytes', 'cache', 'config')],
  'api/src/ledger-folder': [
    ...doors,
    api('event-store', 'sealing', 'time-stamping', 'files', 'config'),
  ],
  'api/src/projections': [
    ...doors,
    api('actions', 'event-store', 'personal-data', 'threads', 'config'),
  ],
  'api/src/verification': [
    ...doors,
    api('event-store', 'sealing', 'ledger-folder', 'projections', 'files', 'config'),
  ],
  'api/src/recovery': [
    ...doors,
    api('event-store', 'sealing', 'ledger-folder', 'verification', 'files'),
  ],
  'api/src/store-copy': [
    ...doors,
    api('event-store', 'sealing', 'ledger-folder', 'verification', 'files', 'config'),
  ],
  'api/src/personal-data-move': [
    ...doors,
    api('database', 'personal-data', 'identity', 'files', 'ledger-folder', 'config'),
  ],
  'api/src/import': [...doors, api('actions', 'recorder', 'personal-data', 'config')],
  'api/src/http': [
    door,
    api(
      'actions',
      'identity',
      'recorder',
      'erasure',
      'projections',
      'verification',
      'documents',
      'import',
      'cache',
      'config',
    ),
  ],
  'api/src/development': [...doors, 'ledger/development/index[.]ts', api('.*')],
  'api/src/commands': [...doors, 'api/src/'],

  'console/src/api': [],
  'console/src/locales': [door, 'console/src/api/types[.]ts'],
  'console/src/verification': [door, 'ledger/web/index[.]ts'],
  'console/src/components': [
    door,
    'console/src/api/types[.]ts',
    console_('locales', 'composables'),
  ],
  'console/src/composables': [door, console_('api', 'verification', 'locales')],
  'console/src/layout': [door, console_('api', 'components', 'composables', 'locales')],
  'console/src/views': [
    door,
    console_('api', 'verification', 'components', 'composables', 'layout', 'locales'),
  ],
}

const specs = '([.]spec[.]ts$|/test/)'
const entryPoints = [
  'api/src/(main|app[.]module|(certificate|oidc|session)-access|ledger-node|ledger-server|observe-ledger|open-read-models|server-log)[.]ts$',
  'console/src/[^/]+$',
  'ledger/src/[^/]+$',
]
const npm = (...names) => names.map((name) => `(^|/)node_modules/${name}`)
const forbid = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }),
    forbid('nothing-unresolved', {}, { couldNotResolve: true }),
    ...Object.entries(may).map(([folder, allowed]) =>
      forbid(
        `only-downhill:${folder}`,
        { path: `^${folder}/`, pathNot: specs },
        {
          path: '^(ledger|api|console|test)/',
          pathNot: [
            `^${folder}/`,
            '^ledger/src/errors[.]ts$',
            ...allowed.map((path) => `^${path}`),
          ],
        },
      ),
    ),
    forbid(
      'every-folder-has-a-line',
      {
        path: '^(ledger|api|console)/src/',
        pathNot: [specs, ...entryPoints, ...Object.keys(may).map((folder) => `^${folder}/`)],
      },
      { path: '.' },
    ),
    forbid(
      'ledger-is-isomorphic',
      { path: '^ledger/src/', pathNot: specs },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'actions-are-pure',
      { path: '^api/src/actions/', pathNot: specs },
      { pathNot: ['^api/src/actions/', '^ledger/'] },
      'no Nest, no Node, no clock, no randomness',
    ),
    forbid(
      'one-door-to-eventstoredb',
      { pathNot: '^api/(src/event-store|test/eventstoredb-(double|real))/' },
      { path: npm('@kurrent/', '@eventstore/') },
    ),
    forbid(
      'one-door-to-postgres',
      { pathNot: '^api/src/database/' },
      { path: npm('pg/', '@types/pg/') },
    ),
    forbid(
      'one-door-to-openid-connect',
      { path: '^api/src/', pathNot: [specs, '^api/src/identity/(oidc|clients|logout)/'] },
      { path: npm('openid-client/', 'jose/') },
    ),
    forbid(
      'only-event-store-and-personal-data-open-sqlite',
      {
        path: '^api/src/',
        pathNot: [
          specs,
          '^api/src/(event-store|database|personal-data|documents|projections|identity|development|commands)/',
        ],
      },
      { path: '^(node:)?sqlite$' },
    ),
    forbid(
      'verify-starts-without-nest',
      { path: '^api/src/commands/verify[.]ts$' },
      { path: npm('@nestjs/', 'fastify/'), reachable: true },
    ),
    forbid('nest-stays-in-api', { path: '^(ledger|console)/' }, { path: npm('@nestjs/') }),
    forbid(
      'vue-stays-in-console',
      { path: '^(ledger|api)/' },
      { path: npm('vue/', '@vue/', 'vuetify/') },
    ),
    forbid(
      'no-development-in-production-code',
      {
        path: '^api/src/',
        pathNot: [
          specs,
          '^api/src/(development|commands)/',
          '^api/src/(main|app[.]module|certificate-access|ledger-node|ledger-server|open-read-models)[.]ts$',
        ],
      },
      { path: '^api/src/development/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(ledger|api|console)/(dist|[.]cache|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@contremarque/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
}
