import { help as addHelp, run as add } from './person/add.js'
import { help as eraseHelp, run as erase } from './person/erase.js'
import { USAGE } from './exit.js'

export const help = `${addHelp}\n\n${eraseHelp}`

const actions = new Map([
  ['add', add],
  ['erase', erase],
])

export async function run([name = '', ...argv]: readonly string[]): Promise<number> {
  const action = actions.get(name)
  if (action !== undefined) return action(argv)
  console.error(help)
  return USAGE
}
