import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isUuid } from '@contremarque/ledger'
import { caseStream } from '../../actions/expertise/case-stream.js'
import { PLATFORM } from '../../identity/platform-person.js'
import { folderPaths } from '../../ledger-folder/folder-paths.js'
import { eraseOpenings } from '../../recorder/erase-openings.js'
import { failure, USAGE } from '../exit.js'
import { openNodeAt } from '../open-node.js'

export const help = `Usage: contremarque person erase --data DIR --person ID --basis CODE [--case CASE]

Destroys what opens the personal data of a person: names, addresses, titles, texts, in every stream he
stands in or in one case only. The entries stay, and every proof of them stays valid; the ledger says what was
erased and on what basis (a code such as gdpr-17 or retention-ended). What is destroyed cannot be brought back, and
backups of the personal-data keys made before must be destroyed too. The read models are made anew at
the next start of the server, which must not be running.

Example:
  contremarque person erase --data /srv/contremarque --person 4f0a… --basis retention-ended`

const CODE = /^[a-z0-9][a-z0-9.-]{0,63}$/

interface Asked {
  readonly data: string
  readonly person: string
  readonly basis: string
  readonly stream: string | undefined
}

export async function run(argv: readonly string[]): Promise<number> {
  const asked = read(argv)
  if (typeof asked === 'string') {
    console.error(`contremarque person erase: ${asked}\n\n${help}`)
    return USAGE
  }
  try {
    return await erase(asked)
  } catch (error) {
    return failure('person erase', error)
  }
}

function read(argv: readonly string[]): Asked | string {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: { data: option, person: option, basis: option, case: option },
  })
  const { data, person, basis, case: inCase } = values
  if (data === undefined) return 'expected --data DIR'
  if (person === undefined || !isUuid(person)) return 'expected --person, a lower-case uuid'
  if (basis === undefined || !CODE.test(basis)) return 'expected --basis, a code such as gdpr-17'
  if (inCase !== undefined && !isUuid(inCase)) return 'expected --case, a lower-case uuid'
  return { data, person, basis, stream: inCase && caseStream(inCase) }
}

async function erase({ data, person, basis, stream }: Asked): Promise<number> {
  const node = await openNodeAt(data)
  try {
    node.ledger.assertRecordable()
    const { openings, pseudonyms } = node.personalData
    const known = (await pseudonyms.ofPerson(person)).map((each) => each.stream)
    const streams = known.filter((each) => stream === undefined || each === stream)
    let erased = 0
    for (const each of streams) {
      const asked = { person, stream: each, basis, by: PLATFORM }
      for (const { envelope } of await eraseOpenings(openings, node.recorder, asked)) {
        erased += (envelope.data['commitments'] as readonly string[]).length
      }
    }
    // They hold names in clear: what follows the log at the next start is made without them.
    await rm(folderPaths(data).readModels, { recursive: true, force: true })
    await node.ledger.settle()
    console.log(`${erased} values in ${streams.length} streams can no longer be opened`)
    return 0
  } finally {
    await node.close()
  }
}
