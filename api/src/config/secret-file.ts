import { readFileSync } from 'node:fs'
import { SettingsError } from './settings-error.js'

/**
 * A secret as a file; a line end behind it is not part of it.
 * @throws SettingsError naming the file
 */
export function readSecret(path: string): string {
  try {
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (secret !== '') return secret
  } catch (cause) {
    throw new SettingsError('SETTINGS_MALFORMED', `${path} cannot be read`, { cause })
  }
  throw new SettingsError('SETTINGS_MALFORMED', `${path} is empty, expected a secret`)
}
