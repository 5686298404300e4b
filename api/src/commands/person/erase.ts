import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isCode, isUuid } from '@contremarque/ledger'
import type { ErasureGround } from '../../actions/platform/erase.js'
import { caseStream } from '../../actions/expertise/case-stream.js'
import { text } from '../../http/schemas/primitives.js'
import { PLATFORM } from '../../identity/platform-person.js'
import { folderPaths } from '../../ledger-folder/folder-paths.js'
import { failure, USAGE } from '../exit.js'
import { openNodeAt } from '../open-node.js'

export const help = `Usage: contremarque person erase --data DIR --person ID --basis CODE --reference TEXT
                                 [--decision TEXT] [--case CASE]

Destroys what opens the personal data of a person: names, addresses, titles, texts, in every stream he
stands in or in one case only. The entries stay, and every proof of them stays valid; the ledger says what was
erased and on what basis (a code such as gdpr-17 or retention-ended), and commits to the reference that it is filed
under. In a case that is not closed nothing is erased without the reference of a decision that allows it (R39). What
is destroyed cannot be brought back, and
backups of the personal-data keys made before must be destroyed too. The read models are made anew at
the next start of the server, which must not be running.

Example:
  contremarque person erase --data /srv/contremarque --person 4f0a… --basis retention-ended \\
    --reference DPD-2026-014`

const Filed = text(200)

interface Asked {
  readonly data: string
  readonly person: string
  readonly ground: ErasureGround
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
    options: {
      ...{ data: option, person: option, basis: option },
      ...{ reference: option, decision: option, case: option },
    },
  })
  const { data, person, basis, reference = '', decision, case: inCase } = values
  if (data === undefined) return 'expected --data DIR'
  if (person === undefined || !isUuid(person)) return 'expected --person, a lower-case uuid'
  if (basis === undefined || !isCode(basis)) return 'expected --basis, a code such as gdpr-17'
  const filed = Filed.safeParse(reference)
  if (!filed.success) return 'expected --reference, what the erasure is filed under'
  const allowing = Filed.optional().safeParse(decision)
  if (!allowing.success) return 'expected --decision, a reference'
  if (inCase !== undefined && !isUuid(inCase)) return 'expected --case, a lower-case uuid'
  const ground = { basis, reference: filed.data, decision: allowing.data ?? null }
  return { data, person, ground, stream: inCase && caseStream(inCase) }
}

async function erase({ data, ...asked }: Asked): Promise<number> {
  const node = await openNodeAt(data)
  try {
    node.ledger.assertRecordable()
    const recorded = await node.eraser.erase({ ...asked, by: PLATFORM })
    const entries = recorded.flatMap((each) => each.entries)
    let erased = 0
    const places = new Set<unknown>()
    for (const { envelope } of entries) {
      erased += (envelope.data['commitments'] as readonly string[]).length
      places.add(envelope.data['actor'])
    }
    // They hold names in clear: what follows the log at the next start is made without them.
    await rm(folderPaths(data).readModels, { recursive: true, force: true })
    await node.ledger.settle()
    console.log(`${erased} values in ${places.size} streams can no longer be opened`)
    return 0
  } finally {
    await node.close()
  }
}
