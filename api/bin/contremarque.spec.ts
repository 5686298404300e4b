import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const repository = join(import.meta.dirname, '../..')
let folder: string

const commands = {
  verify: `
    export const help = 'verify PATH'
    export async function run(argv) {
      let input = ''
      for await (const part of process.stdin) input += part
      console.log(JSON.stringify({ argv, input, node: Number.parseInt(process.versions.node) }))
      return 2
    }`,
  import: `throw new Error('import was loaded')`,
  export: `
    import { parseArgs } from 'node:util'
    export const help = ''
    export async function run(args) {
      parseArgs({ args, options: { out: { type: 'string' } } })
      throw new Error('the disk is full')
    }`,
  rebuild: `
    export const help = ''
    export async function run([how]) {
      if (how === 'gently') process.once('SIGTERM', () => { console.log('flushed'); clearInterval(wait) })
      const wait = setInterval(() => {}, 1000)
      console.log('ready')
      return 0
    }`,
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'))
  mkdirSync(join(folder, 'dist/bundle'), { recursive: true })
  cpSync(join(repository, 'api/bin'), join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(folder, `dist/bundle/command-${name}.js`), text)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

function start(node: string, argv: readonly string[]): ChildProcess {
  return spawn(node, [join(folder, 'bin/contremarque.js'), ...argv])
}

async function end(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', (part: Buffer) => (text.stdout += part.toString()))
  child.stderr?.on('data', (part: Buffer) => (text.stderr += part.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, ...text }
}

async function launch(node: string, argv: readonly string[], input = ''): Promise<Ended> {
  const child = start(node, argv)
  child.stdin?.end(input)
  return end(child)
}

function majorOf(node: string): number | undefined {
  try {
    return Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1))
  } catch {
    return undefined
  }
}

/** A Node of the system that is too old to run the product, where there is one. */
function findOldNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'))
  return candidates.find((node) => (majorOf(node) ?? 26) < 26)
}

const oldNode = findOldNode()
const nodes = [['the project Node', process.execPath]]
if (oldNode !== undefined) nodes.push(['an older Node', oldNode])
else test.skip('started by an older Node: NOT RUN, this machine has none', () => undefined)

describe.each(nodes)('started by %s', (_name, node) => {
  test('a command runs under Node 26 with its arguments, its input and its exit code', async () => {
    const ended = await launch(node, ['verify', 'a b', '--json'], 'bytes')
    expect(ended).toMatchObject({ code: 2, signal: null, stderr: '' })
    expect(JSON.parse(ended.stdout)).toEqual({ argv: ['a b', '--json'], input: 'bytes', node: 26 })
  })

  test('only the named command is loaded', async () => {
    expect((await launch(node, ['verify'])).stderr).toBe('')
    expect((await launch(node, ['import'])).stderr).toContain('import was loaded')
  })

  test('a fault exits 70, never 1, which would be a verdict', async () => {
    const ended = await launch(node, ['export'])
    expect(ended).toMatchObject({ code: 70, stderr: 'contremarque: the disk is full\n' })
  })

  test('SIGTERM reaches the command, which ends in its own way', async () => {
    const child = start(node, ['rebuild', 'gently'])
    child.stdout?.once('data', () => child.kill('SIGTERM'))
    expect(await end(child)).toMatchObject({ code: 0, signal: null, stdout: 'ready\nflushed\n' })
  })

  test('a command ended by a signal looks so to the caller', async () => {
    const child = start(node, ['rebuild'])
    child.stdout?.once('data', () => child.kill('SIGTERM'))
    expect(await end(child)).toMatchObject({ code: null, signal: 'SIGTERM' })
  })
})

test('--help lists the commands that are built, one line each', async () => {
  const { code, stdout } = await launch(process.execPath, ['--help'])
  expect(code).toBe(0)
  expect(stdout.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    expect.stringMatching(/^ {2}verify /),
    expect.stringMatching(/^ {2}import /),
    expect.stringMatching(/^ {2}export /),
    expect.stringMatching(/^ {2}rebuild /),
  ])
})

test('COMMAND --help prints the help of that command and does not run it', async () => {
  const ended = await launch(process.execPath, ['verify', '--help'])
  expect(ended).toMatchObject({ code: 0, stdout: 'verify PATH\n' })
})

test('an option that the command does not know is a usage error', async () => {
  const ended = await launch(process.execPath, ['export', '--uot', 'x'])
  expect(ended).toMatchObject({ code: 64, stderr: expect.stringContaining("'--uot'") })
})

test.each([[['nothing']], [['../verify']], [['toString']], [[]]])(
  'the command line %j is a usage error',
  async (argv) => {
    const ended = await launch(process.execPath, argv)
    expect(ended).toMatchObject({ code: 64, stdout: '' })
    expect(ended.stderr).toContain('Usage: contremarque COMMAND')
  },
)
