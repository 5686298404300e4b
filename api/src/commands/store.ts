import * as copy from './store/copy.js'
import * as prepare from './store/prepare.js'
import { USAGE } from './exit.js'

export const help = `${prepare.help}

${copy.help}`

export async function run(argv: readonly string[]): Promise<number> {
  const [verb, ...rest] = argv
  if (verb === 'prepare') return prepare.run(rest)
  if (verb === 'copy') return copy.run(rest)
  console.error(help)
  return USAGE
}
