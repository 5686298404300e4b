import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const repository = join(import.meta.dirname, '..')
let data: string

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'start-'))
})

afterAll(() => rmSync(data, { recursive: true, force: true }))

/** Binds a port (0: any), frees it and returns its number. */
async function bindAndFree(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  server.close()
  await once(server, 'close')
  return bound
}

function npmStart(port: number): ChildProcess {
  return spawn('npm', ['start'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      CONTREMARQUE_PROFILE: 'development',
      CONTREMARQUE_DATA: data,
      CONTREMARQUE_PORT: String(port),
    },
  })
}

/** What the command says that the README names. */
async function demoNext(port: number): Promise<string> {
  const env = { ...process.env, CONTREMARQUE_PORT: String(port) }
  const asked = promisify(execFile)('npm', ['run', '--silent', 'demo:next'], {
    cwd: repository,
    env,
  })
  return (await asked).stdout
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (answer) => answer.status,
    () => undefined,
  )
}

/** Asks until the server answers 200, or until it ended. */
async function isReady(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    if ((await statusOf(url)) === 200) return true
    await pause(100)
  }
  return false
}

test('npm start serves on an empty folder, npm run demo:next plays on, SIGTERM to that pid frees the port', async () => {
  const port = await bindAndFree(0)
  const server = npmStart(port)
  const ended = once(server, 'exit')
  try {
    expect(await isReady(`http://127.0.0.1:${String(port)}/api/v1/health`, server)).toBe(true)
    expect(await demoNext(port)).toMatch(/ \(reste \d+\)\n$/)
  } finally {
    server.kill('SIGTERM')
    await ended
  }
  expect(await bindAndFree(port)).toBe(port)
}, 180_000)
