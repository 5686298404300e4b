import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRepository } from './compose-file.js'

const SERVERS = ['store-1', 'store-2', 'store-3', 'postgres']
const DAY = 86_400_000
/** Root without capabilities may write only what its modes let it: as anybody who is not root. */
const who = process.getuid!() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** A double of what the image brings: which files it makes, in which modes, and when it refuses. */
const GENERATOR = `#!/bin/sh
set -eu
name=\${1#create-}
while [ "$1" != -out ]; do shift; done
mkdir -m 0755 "$2"
for ending in crt key; do echo "$$ $ending" > "$2/$name.$ending"; done
chmod 0444 "$2/$name.crt"
chmod 0400 "$2/$name.key"
`

let folder: string
const at = (...path: string[]): string => join(folder, ...path)
const read = (...path: string[]): string => readFileSync(at(...path), 'utf8')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-certificates-'))
  const made = [
    'bin',
    'authorities',
    'tls',
    ...['store', 'database', ...SERVERS].map((name) => `tls/${name}`),
  ]
  for (const path of made) mkdirSync(at(path))
  writeFileSync(at('bin/es-gencert-cli'), GENERATOR)
  writeFileSync(at('bin/chown'), `#!/bin/sh\necho "$@" >> ${at('owners')}\n`)
  writeFileSync(at('owners'), '')
  for (const name of ['es-gencert-cli', 'chown']) chmodSync(at('bin', name), 0o755)
  const script = inRepository('deploy/certificates.sh')
  writeFileSync(at('script'), script.replace(/\/(?=(tls|authorities)\b)/g, `${folder}/`))
  const { uid, gid } = who
  if (uid === undefined) return
  for (const path of ['.', 'owners', ...made]) chownSync(at(path), uid, gid)
})
afterEach(() => rmSync(folder, { recursive: true }))

function run() {
  const env = { PATH: `${at('bin')}:${process.env['PATH']}` }
  const { status, stderr } = spawnSync('sh', [at('script')], { ...who, env, encoding: 'utf8' })
  return { status, stderr }
}

const modes = (path: string) =>
  Object.fromEntries(
    readdirSync(at(path)).map((name) => [
      name,
      (statSync(at(path, name)).mode & 0o777).toString(8),
    ]),
  )

test('each server is given its key, for itself alone, and callers the authorities', () => {
  expect(run()).toEqual({ status: 0, stderr: '' })
  for (const name of SERVERS) {
    expect(modes(`tls/${name}`)).toEqual({ 'server.crt': '444', 'server.key': '400' })
  }
  for (const name of ['store', 'database']) {
    expect(modes(`tls/${name}`)).toEqual({ 'ca.crt': '444' })
    expect(read('tls', name, 'ca.crt')).toBe(read('authorities', name, 'ca.crt'))
  }
  expect(read('owners').match(/^\S+/gm)).toEqual([...Array(3).fill('1000:1000'), '999:999'])
})

test('run again, as each `up` does, it changes nothing', () => {
  run()
  const all = () =>
    [
      ...SERVERS.flatMap((name) => [`${name}/server.crt`, `${name}/server.key`]),
      'store/ca.crt',
    ].map((path) => read('tls', path))
  const before = all()
  expect(run()).toEqual({ status: 0, stderr: '' })
  expect(all()).toEqual(before)
})

test('a certificate of 270 days is made anew, its key with it', () => {
  run()
  const old = new Date(Date.now() - 271 * DAY)
  utimesSync(at('tls/store-2/server.crt'), old, old)
  const before = read('tls/store-2/server.key')
  expect(run()).toEqual({ status: 0, stderr: '' })
  expect(read('tls/store-2/server.key')).not.toBe(before)
  expect(modes('tls/store-2')).toEqual({ 'server.crt': '444', 'server.key': '400' })
})

test('what was broken off is made whole', () => {
  run()
  rmSync(at('tls/store-1/server.crt'))
  mkdirSync(at('tls/store-1/new'))
  if (who.uid !== undefined) chownSync(at('tls/store-1/new'), who.uid, who.gid)
  expect(run()).toEqual({ status: 0, stderr: '' })
  expect(modes('tls/store-1')).toEqual({ 'server.crt': '444', 'server.key': '400' })
})
