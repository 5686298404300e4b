import { parseArgs } from 'node:util'
import { readSettings } from '../config/settings.js'
import { assertDevelopmentFolder, resetFolder } from '../development/intruder/reset-folder.js'
import { tamper, TAMPERINGS, type Tampering } from '../development/intruder/tamper.js'
import { RevokedPersonas } from '../development/pki/revoked-personas.js'
import { PERSONAS, personaOf } from '../identity/personas.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import type { LedgerInfo } from '../ledger-folder/ledger-info.js'
import { BROKEN_OFF, failure, USAGE } from './exit.js'

export const help = `Usage: contremarque demo next [--port PORT]
       contremarque demo tamper edit|delete|swap|truncate [--entries-only] [--data DIR]
       contremarque demo revoke PERSONA [--data DIR]
       contremarque demo reset [--data DIR]

next    has the running server play the next scene of the demo story
tamper  changes the event store as an intruder would, by plain SQL, running or not, and says what
        it did; truncate cuts entries, batches and time-stamps, with --entries-only entries alone
revoke  has the development authority revoke a persona's certificate, by its name in development/personas
reset   deletes the data folder, not what stands in an EventStoreDB or a PostgreSQL

The last three refuse anything but a development ledger.

The folder is CONTREMARQUE_DATA or data, the port CONTREMARQUE_PORT or 3000, unless named.

Example:
  contremarque demo tamper edit && contremarque verify data`

export async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'entries-only': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const settings = readSettings(process.env)
  const data = values.data ?? settings.data
  const [verb, how, ...rest] = positionals
  try {
    if (verb === 'next' && how === undefined) {
      return await playNext(Number(values.port ?? settings.port))
    }
    if (verb === 'tamper' && isTampering(how) && rest.length === 0) {
      return await tamperWith(data, how, values['entries-only'])
    }
    if (verb === 'revoke' && how !== undefined && rest.length === 0) {
      return await revoke(data, how)
    }
    if (verb === 'reset' && how === undefined) {
      const { store, personalData } = await resetFolder(data)
      console.log(`${data}: the development ledger is deleted`)
      if (store === 'eventstoredb') {
        console.log('its events stay in EventStoreDB: a new ledger wants an empty one')
      }
      if (personalData === 'postgres') console.log('its personal data stay in PostgreSQL')
      return 0
    }
  } catch (error) {
    return failure('demo', error, BROKEN_OFF)
  }
  console.error(help)
  return USAGE
}

async function tamperWith(data: string, how: Tampering, entriesOnly: boolean): Promise<number> {
  assertEmbedded(data, await assertDevelopmentFolder(data))
  const { sentence, stream, revision } = tamper(folderPaths(data).events, how, entriesOnly)
  console.log(`${sentence}\nat stream ${stream}, revision ${String(revision)}`)
  console.log(`\nNow see who notices: contremarque verify ${data}`)
  return 0
}

async function revoke(data: string, handle: string): Promise<number> {
  await assertDevelopmentFolder(data)
  const persona = PERSONAS.find((each) => each.handle === handle)
  if (persona === undefined) {
    console.error(
      `contremarque demo: expected one of ${PERSONAS.map((each) => each.handle).join(', ')}`,
    )
    return USAGE
  }
  await new RevokedPersonas(folderPaths(data).development).revoke(persona, Date.now())
  console.log(`${persona.name}: certificate revoked; a session opened with it ends within a minute`)
  return 0
}

/** @throws FolderError LEDGER_ELSEWHERE: there is no file here to change */
function assertEmbedded(data: string, { store }: LedgerInfo): void {
  if (store === 'sqlite') return
  throw new FolderError(
    'LEDGER_ELSEWHERE',
    `${data} keeps its events in EventStoreDB: tamper is for the embedded store`,
  )
}

interface Problem {
  readonly detail?: string
  readonly title?: string
}

/** Through the server's own door, as somebody who accepted the terms of use in the story's first scene. */
async function playNext(port: number): Promise<number> {
  const api = `http://127.0.0.1:${String(port)}/api/v1`
  const session = await ask(`${api}/session`, { persona: personaOf('auditeur').id }, {})
  if (session === undefined) {
    console.error(
      `contremarque demo: no server answers at port ${String(port)}: start it with npm start`,
    )
    return BROKEN_OFF
  }
  const [cookie = ''] = session.headers.getSetCookie().map((each) => each.split(';', 1)[0])
  const answer = session.ok ? await ask(`${api}/demo/next`, undefined, { cookie }) : session
  if (answer?.ok !== true) {
    const problem = (await answer?.json().catch(() => undefined)) as Problem | undefined
    console.error(`contremarque demo: ${problem?.detail ?? problem?.title ?? 'refused'}`)
    return BROKEN_OFF
  }
  const { played, left } = (await answer.json()) as {
    played: { title: string } | null
    left: number
  }
  console.log(
    played === null ? 'Toutes les scènes sont jouées.' : `${played.title} (reste ${left})`,
  )
  return 0
}

/** Undefined when nobody answers. */
async function ask(
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response | undefined> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if ((error as Error).name === 'TypeError') return undefined
    throw error
  }
}

function isTampering(how: string | undefined): how is Tampering {
  return (TAMPERINGS as readonly (string | undefined)[]).includes(how)
}
