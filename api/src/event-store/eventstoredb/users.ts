import { once } from 'node:events'
import { request as insecureRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isStoreError, StoreError } from '../store-error.js'
import { doorsOf, type Door } from './address.js'
import { checkUrl, type Credentials } from './settings.js'

/** Milliseconds for an answer. */
const LIMIT = 10_000
/** Bytes that are told of one user at most. */
const MAX_ANSWER = 65_536
/** Who is of these may remove what others append, or have it removed. */
const REFUSED_GROUPS = ['$admins', '$ops']

interface Answer {
  readonly status: number
  /** Untrusted; cut at the limit. */
  readonly text: string
}

/**
 * Makes the user when there is none of this name; whose password it is stays as it is. One of a group that
 * may scavenge or do anything is refused. The client has no users: the server's HTTP door has. Hosts of the
 * address are asked in turn until one answers.
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
  const path = `/users/${encodeURIComponent(username)}`
  const found = await ask(door, administrator, 'GET', path)
  if (found.status === 200) {
    assertInNone(username, found.text)
    return false
  }
  if (found.status !== 404) throw unexpected(found)
  const user = { loginName: username, fullName: 'Contremarque', groups: [], password }
  const made = await ask(door, administrator, 'POST', '/users/', user)
  if (made.status !== 201) throw unexpected(made)
  return true
}

/** @throws StoreError STORE_SETTINGS_INVALID, STORE_UNAVAILABLE where the groups cannot be told */
function assertInNone(username: string, text: string): void {
  const groups = groupsIn(text)
  if (groups === undefined) {
    throw new StoreError(
      'STORE_UNAVAILABLE',
      `EventStoreDB does not tell the groups of ${username}`,
    )
  }
  const refused = groups.filter((group) => REFUSED_GROUPS.includes(group))
  if (refused.length === 0) return
  throw new StoreError(
    'STORE_SETTINGS_INVALID',
    `${username} is of ${refused.join(', ')}: take it out of that group, or name another user for the ledger`,
  )
}

/** In an untrusted answer; undefined where it holds none. */
function groupsIn(text: string): readonly string[] | undefined {
  try {
    const { data } = JSON.parse(text) as { readonly data?: { readonly groups?: unknown } | null }
    const groups = data?.groups
    const isList = Array.isArray(groups) && groups.every((group) => typeof group === 'string')
    return isList ? groups : undefined
  } catch {
    return undefined
  }
}

async function ask(
  { isSecure, ...door }: Door,
  { username, password }: Credentials,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Answer> {
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
    return { status: response.statusCode ?? 0, text: await textOf(response) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('STORE_UNAVAILABLE', `EventStoreDB cannot be used: ${reason}`, { cause })
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of response.setEncoding('utf8')) {
    text += part as string
    if (text.length > MAX_ANSWER) break
  }
  return text.slice(0, MAX_ANSWER)
}

function unexpected({ status }: Answer): StoreError {
  if (status === 401 || status === 403) {
    return new StoreError('STORE_DENIED', 'EventStoreDB refuses the administrator’s credentials')
  }
  return new StoreError('STORE_UNAVAILABLE', `EventStoreDB answered ${status} for its users`)
}
