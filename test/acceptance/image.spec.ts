import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { makeImageFolder } from './image-folder.ts'
import { LedgerServer } from './ledger-server.ts'
import { endOf, repository, startProgram } from './run-command.ts'
import { trustFile } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const bundle = join(repository, 'api/dist/bundle')

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/** The modules that a file asks for by name, in whatever way. */
function askedFor(file: string): readonly string[] {
  const names: string[] = []
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const name = moduleOf(node as Node)
    if (name !== undefined) names.push(name)
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseAst(readFileSync(join(bundle, file), 'utf8')))
  return names
}

function moduleOf({ type, source, callee, arguments: given }: Node): string | undefined {
  const { value } = ((type === 'CallExpression' ? (given as Node[])[0] : source) ?? {}) as {
    value?: unknown
  }
  if (typeof value !== 'string') return undefined
  if (/^(Import|Export)/.test(type)) return value
  return type === 'CallExpression' && isRequire(callee as Node) ? value : undefined
}

/** `require(…)`, `require.resolve(…)`, `createRequire(…)(…)`, as bundled. */
function isRequire({ type, name, object, property, callee }: Node): boolean {
  if (type === 'Identifier') return /^_*(require|createRequire)(\$\d+)?$/.test(String(name))
  if (type === 'CallExpression')
    return (callee as Node).type === 'Identifier' && isRequire(callee as Node)
  return (
    type === 'MemberExpression' &&
    (property as Node)['name'] === 'resolve' &&
    isRequire(object as Node)
  )
}

/** What libraries ask for and do without (`peersNotInstalled`). */
const DONE_WITHOUT =
  /^(@nestjs\/(microservices|websockets|platform-express)|class-|@fastify\/view$|pg-native$)/

test('the bundles ask for no module but what the image has, and what libraries do without', () => {
  const all = readdirSync(bundle).filter((name) => name.endsWith('.js'))
  const outside = [...new Set(all.flatMap(askedFor))]
    .filter((name) => !isBuiltin(name) && !name.startsWith('.') && !DONE_WITHOUT.test(name))
    .sort()
  expect(outside).toEqual([
    '@contremarque/ledger',
    '@contremarque/ledger/development',
    '@contremarque/ledger/node',
    'swagger-ui-dist/absolute-path.js',
  ])
})

describe('from the files of the image alone', () => {
  let folder: TemporaryFolder
  let image: string
  let program: readonly string[]
  beforeAll(() => {
    folder = new TemporaryFolder()
    image = folder.file('app')
    program = makeImageFolder(image)
  })
  afterAll(async () => {
    await LedgerServer.endAll()
    folder.remove()
  })

  test('its command serves the console and the pages of the API’s documentation; what it recorded verifies', async () => {
    const data = folder.file('data')
    expect(program[0]).toBe('node')
    const server = await LedgerServer.start(data, { cwd: image, program: program.slice(1) })
    const paths = ['/', '/api/v1/health', '/api/docs', '/api/docs/swagger-ui-bundle.js']
    const answers = await Promise.all(paths.map((path) => fetch(`${server.url}${path}`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await server.session('magistrat')
    expect(await server.stop()).toMatchObject({ status: 0 })
    const command = ['api/bin/contremarque.js', 'verify', data, '--trust', trustFile(data)]
    expect(await endOf(startProgram(command, { cwd: image }))).toMatchObject({ status: 0 })
  })

  test('where only the TLS port is to be heard outside, the plain one is not', async () => {
    const [inside, outside] = ['127.0.0.1', '127.0.0.2']
    const server = await LedgerServer.start(folder.file('heard'), {
      cwd: image,
      program: program.slice(1),
      env: { CONTREMARQUE_HOST: inside, CONTREMARQUE_TLS_HOST: outside },
    })
    const secure = server.log.find(({ msg }) => msg === 'certificates')!.url!
    expect(new URL(secure).hostname).toBe(outside)
    expect(new URL(server.url).hostname).toBe(inside)
    const heard = [secure, server.url].map((url) =>
      Promise.all([inside, outside].map((host) => isHeard(host, Number(new URL(url).port)))),
    )
    expect(await Promise.all(heard)).toEqual([
      [false, true],
      [true, false],
    ])
  })
})

function isHeard(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
