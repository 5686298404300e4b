import { once } from 'node:events'
import { request as insecureRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isStoreError, StoreError } from '../store-error.js'
import { doorsOf, type Door } from './address.js'
import { checkUrl, type Credentials } from './settings.js'

/** Milliseconds for an answer. */
const LIMIT = 10_000

/**
 * Makes the user when there is none of this name; whose password it is stays as it is. The client has no
 * users: the server's HTTP door has. Hosts of the address are asked in turn until one answers.
 * @returns whether it was made
 * @throws StoreError STORE_SETTINGS_INVALID, STORE_UNAVAILABLE, STORE_DENIED
 */
export async function keepUser(
  url: string,
  administrator: Credentials,
  writer: Credentials,
): Promise<boolean> {
  checkUrl(url)
  let away: unknown
  for (const door of doorsOf(url)) {
    try {
      return await keepUserAt(door, administrator, writer)
    } catch (error) {
      if (!isStoreError(error, 'STORE_UNAVAILABLE')) throw error
      away ??= error
    }
  }
  throw away
}

async function keepUserAt(
  door: Door,
  administrator: Credentials,
  { username, password }: Credentials,
): Promise<boolean> {
  const found = await ask(door, administrator, 'GET', `/users/${encodeURIComponent(username)}`)
  if (found === 200) return false
  if (found !== 404) throw unexpected(found)
  const user = { loginName: username, fullName: 'Contremarque', groups: [], password }
  const made = await ask(door, administrator, 'POST', '/users/', user)
  if (made !== 201) throw unexpected(made)
  return true
}

/** @returns the status */
async function ask(
  { isSecure, ...door }: Door,
  { username, password }: Credentials,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    accept: 'application/json',
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
  }
  const auth = `${username}:${password}`
  const signal = AbortSignal.timeout(LIMIT)
  const options = { ...door, path, method, headers, auth, signal }
  try {
    const request = isSecure ? secureRequest(options) : insecureRequest(options)
    request.end(text)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode ?? 0
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('STORE_UNAVAILABLE', `EventStoreDB cannot be used: ${reason}`, { cause })
  }
}

function unexpected(status: number): StoreError {
  if (status === 401 || status === 403) {
    return new StoreError('STORE_DENIED', 'EventStoreDB refuses the administrator’s credentials')
  }
  return new StoreError('STORE_UNAVAILABLE', `EventStoreDB answered ${status} for its users`)
}
