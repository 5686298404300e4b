import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files below a folder, by their names in it, in which one of these stands. */
export function filesWith(folder: string, ...sought: readonly (string | Buffer)[]): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => {
    const path = join(folder, name)
    if (!statSync(path).isFile()) return false
    const content = readFileSync(path)
    return sought.some((each) => content.includes(each))
  })
}
