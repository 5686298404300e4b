import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { opening, STREAM } from '../../test/given-openings.js'
import { PLATFORM } from '../identity/platform-person.js'
import { openLedgerNode, type LedgerNode } from '../ledger-node.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { replayErasures } from './replay-erasures.js'

const stream = STREAM
let root: string
let nodes: LedgerNode[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'contremarque-replay-'))
  nodes = []
})

afterEach(async () => {
  for (const node of nodes) await node.close()
  await rm(root, { recursive: true })
})

async function open(): Promise<LedgerNode> {
  const node = await openLedgerNode(join(root, 'data'), { clock: new TokenClock(), mayFound: true })
  nodes.push(node)
  return node
}

test('T-16 a copy of the openings that is put back opens nothing that was erased', async () => {
  const first = await open()
  const all = [nameOf('a', 0, first), nameOf('a', 1, first), nameOf('b', 2, first)]
  await first.personalData.openings.put(all)
  const store = first.ledger.folder.paths.personalData
  await cp(store, join(root, 'copy'), { recursive: true })
  await first.personalData.pseudonyms.keep('a', stream, '00000000-0000-4000-8000-000000000002')
  const ground = { basis: 'retention-ended', reference: 'DPD-1', decision: 'TJ 26/7' }
  await first.eraser.erase({ person: 'a', ground, by: PLATFORM })
  await nodes.pop()!.close()
  await rm(store, { recursive: true })
  await cp(join(root, 'copy'), store, { recursive: true })

  const { personalData, ledger } = await open()
  const left = await personalData.openings.forCase(stream)
  expect(left.map(({ person, revision }) => [person, revision])).toEqual([['b', 2]])
  const { store: events, crypto } = ledger.folder
  expect(await replayErasures(events, personalData.openings, crypto)).toBe(0)
})

test('what came after an erasure keeps its key', async () => {
  const node = await open()
  const { personalData } = node
  const [erased, kept] = [nameOf('a', 0, node), nameOf('a', 1, node)]
  await personalData.openings.put([erased, kept])
  expect(await personalData.openings.eraseAgain([erased.digest])).toBe(1)
  expect((await personalData.openings.forCase(stream)).map(({ revision }) => revision)).toEqual([1])
})

/** Of the node's own ledger. */
function nameOf(person: string, revision: number, { ledger }: LedgerNode) {
  return opening(revision, 'name', person, 'x', { origin: ledger.folder.info.origin })
}
