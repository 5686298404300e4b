import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { repository } from './run-command.ts'

interface Line {
  readonly word: string
  readonly rest: string
}

const INSTALL = 'npm ci --omit=dev --omit=optional --ignore-scripts --workspace=ledger'

/** The stages of the Dockerfile, by name; the last one, which is the image, has none. */
function stages(): ReadonlyMap<string, readonly Line[]> {
  const text = readFileSync(join(repository, 'Dockerfile'), 'utf8').replaceAll('\\\n', '')
  const found = new Map<string, Line[]>()
  let lines: Line[] = []
  for (const line of text.split('\n').filter((each) => /^[A-Z]/.test(each))) {
    const [, word = '', rest = ''] = /^(\w+) +(.*)$/.exec(line) ?? []
    if (word === 'FROM') found.set(/ AS (\w+)$/.exec(rest)?.[1] ?? '', (lines = []))
    else lines.push({ word, rest })
  }
  return found
}

/**
 * Puts the image's `/app` together in a folder, by the lines of the Dockerfile, from the repository as it is
 * built; `npm ci` of a workspace is its dependencies, copied.
 * @returns what the image runs, as words
 */
export function makeImageFolder(folder: string): readonly string[] {
  const all = stages()
  mkdirSync(folder)
  follow(all.get('modules')!, folder, folder)
  follow(all.get('')!, folder, folder)
  const command = all.get('')!.find(({ word }) => word === 'CMD')!
  return JSON.parse(command.rest) as string[]
}

function follow(lines: readonly Line[], folder: string, modules: string): void {
  for (const { word, rest } of lines) {
    if (word === 'COPY') copy(rest, folder, modules)
    else if (word === 'RUN' && rest.startsWith('npm')) install(rest, folder)
  }
}

function copy(rest: string, folder: string, modules: string): void {
  const { from, paths } = /^(?:--from=(?<from>\w+) )?(?<paths>.+)$/.exec(rest)!.groups!
  const sources = paths!.split(' ')
  const target = sources.pop()!
  for (const source of sources) {
    const path = from === undefined ? source : source.replace(/^\/(build|app)\/?/, '')
    const origin = join(from === 'modules' ? modules : repository, path)
    const into = target.endsWith('/') ? join(target, basename(path)) : target
    if (origin !== folder) cpSync(origin, join(folder, into), { recursive: true })
  }
}

function install(command: string, folder: string): void {
  if (command !== INSTALL) throw new RangeError(`expected ${INSTALL}, not ${command}`)
  const { dependencies } = JSON.parse(
    readFileSync(join(folder, 'ledger/package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> }
  for (const name of Object.keys(dependencies)) {
    const path = join('node_modules', name)
    cpSync(join(repository, path), join(folder, path), { recursive: true })
  }
  mkdirSync(join(folder, 'node_modules/@contremarque'), { recursive: true })
  symlinkSync('../../ledger', join(folder, 'node_modules/@contremarque/ledger'))
}
