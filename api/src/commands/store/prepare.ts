import { parseArgs } from 'node:util'
import { readSecret } from '../../config/secret-file.js'
import { excessRights, prepareAccess } from '../../event-store/eventstoredb/access.js'
import type { Credentials } from '../../event-store/eventstoredb/settings.js'
import { FAILED, failure, USAGE } from '../exit.js'

export const help = `Usage: contremarque store prepare --url URL
         --admin-username NAME --admin-password-file FILE
         --username NAME --password-file FILE

Sets up an EventStoreDB for a ledger, once, with an administrator's credentials, which the API never has:
the user that the API comes as, a default ACL under which it appends to and reads every stream while
nobody deletes or writes metadata, and the right to read $all and $settings. Says what it changed; run
again it changes nothing. The password of a user that is there already stays as it is; one of the group
$ops or $admins is refused, and nothing is changed.

A password is read from the first line of its file; the address carries none.

Example:
  contremarque store prepare --url 'esdb://store.example.fr:2113?tls=true&tlsCAFile=/etc/ca.crt' \\
    --admin-username admin --admin-password-file admin.secret --username ledger --password-file ledger.secret`

interface Asked {
  readonly url: string
  readonly administrator: Credentials
  readonly writer: Credentials
}

export async function run(argv: readonly string[]): Promise<number> {
  const asked = read(argv)
  if (asked === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    const { url, administrator, writer } = asked
    for (const { what, isChanged } of await prepareAccess(url, administrator, writer)) {
      console.log(`${what}: ${isChanged ? 'set' : 'stands already'}`)
    }
    const excess = await excessRights({ url, credentials: writer })
    for (const right of excess) console.error(`contremarque store prepare: ${right}`)
    return excess.length === 0 ? 0 : FAILED
  } catch (error) {
    return failure('store prepare', error)
  }
}

function read(argv: readonly string[]): Asked | undefined {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: option,
      'admin-username': option,
      'admin-password-file': option,
      username: option,
      'password-file': option,
    },
  })
  const { url } = values
  const administrator = credentials(values['admin-username'], values['admin-password-file'])
  const writer = credentials(values.username, values['password-file'])
  if (url === undefined || administrator === undefined || writer === undefined) {
    return undefined
  }
  return { url, administrator, writer }
}

function credentials(username?: string, file?: string): Credentials | undefined {
  if (username === undefined || file === undefined) return undefined
  return { username, password: readSecret(file) }
}
