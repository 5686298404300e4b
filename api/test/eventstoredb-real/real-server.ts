import { readFileSync } from 'node:fs'
import type { EventStoreDbSettings } from '../../src/event-store/eventstoredb/settings.js'

/** The server named by the environment. */
export function realServer(): EventStoreDbSettings {
  const { env } = process
  const username = env['CONTREMARQUE_EVENTSTOREDB_USERNAME']
  const file = env['CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE']
  const url = env['CONTREMARQUE_EVENTSTOREDB_URL']!
  if (username === undefined || file === undefined) return { url }
  return { url, credentials: { username, password: readFileSync(file, 'utf8').trimEnd() } }
}
