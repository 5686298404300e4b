import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { repository, serverProgram } from './run-command.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** Takes no byte, as a full disk. */
const FULL = '/dev/full'
const REQUESTS = 5
/** Tenths of a second for a start. */
const PATIENCE = 300
/** Milliseconds for an end in order. */
const LAST_WORD = 20_000

let folder: TemporaryFolder
beforeAll(() => (folder = new TemporaryFolder()))
afterAll(() => folder.remove())

/** Status codes, 0 where nobody answers. */
async function asked(url: string): Promise<number> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ status }) => status,
    () => 0,
  )
}

const isThere = existsSync(FULL)
const onLinux = isThere ? test : test.skip
const title = isThere
  ? 'a log that nothing can be written to neither ends nor holds the server'
  : `NOT RUN: ${FULL} is missing`
onLinux(title, async () => {
  const port = await freePort()
  const log = openSync(FULL, 'w')
  const server = spawn(process.execPath, [serverProgram], {
    cwd: repository,
    stdio: ['ignore', log, 'ignore'],
    env: {
      ...process.env,
      CONTREMARQUE_DATA: folder.file('data'),
      CONTREMARQUE_PORT: String(port),
      CONTREMARQUE_TLS_PORT: 'off',
      CONTREMARQUE_DEMO: 'off',
      // A line for every request.
      CONTREMARQUE_LOG_LEVEL: 'debug',
    },
  })
  closeSync(log)
  const ended = once(server, 'exit')
  const url = `http://127.0.0.1:${String(port)}/api/v1/health`
  try {
    for (let i = 0; i < PATIENCE && (await asked(url)) === 0; i++) await pause(100)
    for (let i = 0; i < REQUESTS; i++) expect(await asked(url)).toBe(200)
  } finally {
    server.kill('SIGTERM')
    const killed = setTimeout(() => server.kill('SIGKILL'), LAST_WORD)
    expect(await ended).toEqual([0, null])
    clearTimeout(killed)
  }
})
