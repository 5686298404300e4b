import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseEntry, type Envelope } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { RecorderStage } from '../src/development/scenario/recorder-stage.js'
import type { Stage } from '../src/development/scenario/stage.js'
import { Story } from '../src/development/scenario/story.js'
import { TermsDesk } from '../src/http/terms-desk.js'
import { PLATFORM } from '../src/identity/platform-person.js'
import { openLedgerNode } from '../src/ledger-node.js'

/** Opens the story of a folder on its own ledger, as the server does, lets `act` play on it, and closes. */
export async function onStage(
  folder: string,
  act: (story: Story, stage: Stage) => Promise<void>,
): Promise<void> {
  const story = (await Story.of(folder))!
  const node = await openLedgerNode(folder, {
    clock: story.clock,
    mayFound: true,
    foundWith: (founder) => story.founder(founder),
  })
  const { ledger, recorder, streams, documents } = node
  const stage = new RecorderStage({
    recorder,
    streams,
    documents,
    lookupKey: ledger.folder.lookupKey,
    identify: async ({ id, role }) => ({
      id,
      role,
      authentication: { method: 'development', validity: 'not-applicable', checkedAt: null },
      evidence: {},
    }),
    platform: PLATFORM,
    settle: ({ heartbeat }) => (heartbeat ? ledger.renewAnchor() : ledger.settle()),
  })
  try {
    await new TermsDesk(recorder, story.clock).publish()
    await act(story, stage)
  } finally {
    await node.close()
  }
}

/** A stage that breaks off before its n-th action, as if the process had been killed there. */
export function breakingOff(stage: Stage, after: number): Stage {
  let left = after
  const counted =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      left-- > 0 ? act(...args) : Promise.reject(new RangeError('broken off'))
  return {
    performOnActor: counted(stage.performOnActor.bind(stage)),
    performInCase: counted(stage.performInCase.bind(stage)),
    bring: counted(stage.bring.bind(stage)),
    uuid: (key) => stage.uuid(key),
    settle: (options) => stage.settle(options),
  }
}

/** Every entry of a folder, in the order of the store. */
export function envelopesIn(folder: string): readonly Envelope[] {
  const database = new DatabaseSync(join(folder, 'store', 'events.sqlite'), { readOnly: true })
  try {
    const rows = database
      .prepare(
        "SELECT data FROM event WHERE stream NOT LIKE 'sealing-%' AND stream NOT LIKE 'stamping-%' ORDER BY position",
      )
      .all() as unknown as { data: Uint8Array }[]
    const crypto = nodeCrypto()
    return rows.map(({ data }) => parseEntry(new Uint8Array(data), crypto).envelope)
  } finally {
    database.close()
  }
}

/** How many entries of a folder say that something was done; that it was refused is not. */
export function actsIn(folder: string): number {
  const isAct = ({ type }: Envelope) => !['ActionRefused', 'RefusalsSummarised'].includes(type)
  return envelopesIn(folder).filter(isAct).length
}

/** Whether any file of the store holds the text in clear. */
export function storeHolds(folder: string, text: string): boolean {
  return readFileSync(join(folder, 'store', 'events.sqlite')).includes(text)
}
