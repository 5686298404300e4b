import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string

const verify = `
  export const help = 'contremarque-verify PATH'
  export async function run([path]) {
    if (path === 'unreadable') throw new Error('cannot read')
    return path === 'forged' ? 1 : 0
  }`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'))
  mkdirSync(join(folder, 'dist/bin'), { recursive: true })
  cpSync(import.meta.dirname, join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'dist/bin/verify.js'), verify)
})

afterAll(() => rmSync(folder, { recursive: true }))

function launch(...argv: string[]) {
  const program = join(folder, 'bin/contremarque-verify.js')
  return spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' })
}

test('the verdict is the exit code', () => {
  expect(launch('sound').status).toBe(0)
  expect(launch('forged').status).toBe(1)
})

test('a fault exits 70, never 1, which would be a verdict', () => {
  expect(launch('unreadable')).toMatchObject({
    status: 70,
    stderr: expect.stringContaining('read'),
  })
})

test('--help prints the help and verifies nothing', () => {
  expect(launch('unreadable', '--help')).toMatchObject({
    status: 0,
    stdout: 'contremarque-verify PATH\n',
  })
})
