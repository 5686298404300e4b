import { readFileSync } from 'node:fs'
import type { EventStoreDbSettings } from '../../src/event-store/eventstoredb/settings.js'
import { OwnServer } from './own-server.js'

let own: OwnServer | undefined

/** The server named by the environment; without one, one of the suite's own. */
export async function realServer(): Promise<EventStoreDbSettings> {
  const { env } = process
  const url = env['CONTREMARQUE_EVENTSTOREDB_URL']
  if (url === undefined) {
    own ??= await OwnServer.start()
    return { url: own.url }
  }
  const username = env['CONTREMARQUE_EVENTSTOREDB_USERNAME']
  const file = env['CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE']
  if (username === undefined || file === undefined) return { url }
  return { url, credentials: { username, password: readFileSync(file, 'utf8').trimEnd() } }
}

/** Whether the server is one with access control, which refuses a writer what he needs no right to. */
export function namesWriter(): boolean {
  return process.env['CONTREMARQUE_EVENTSTOREDB_USERNAME'] !== undefined
}

beforeAll(async () => {
  await realServer()
}, 240_000)
afterAll(() => own?.dispose())
