import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { eventTypes } from '../src/entry/event-types.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { encodeReceipt } from '../src/receipt/encode-receipt.ts'
import type { Report } from '../src/report/report.ts'
import { parseTrust } from '../src/trust/parse-trust.ts'
import { CASE, exampleLedger, OTHER_CASE } from './example-ledger.ts'
import { eventSamples } from './event-samples.ts'
import { frozenLedger, frozenSeal } from './frozen-ledger.ts'
import { frozenTypes } from './frozen-types.ts'
import { writeParts } from './part-vectors/write-parts.ts'
import { provedLater, reencode, relinked, restamp, sealedInto, withRecord } from './rewrite.ts'
import { exportOf, TestLedger } from './test-ledger.ts'
import { receiptOf } from './test-receipt.ts'
import { freshKeys, testWorld, type World, type WorldKeys } from './test-world.ts'
import { verifyBytes } from './verify-bytes.ts'

/**
 * Writes ledger/vectors: `node ledger/test/make-vectors.ts`. Keys, clock and random bytes are fixed;
 * ECDSA signatures are not, so that the files are made once and then frozen: `--types NAME` adds a file of
 * the types and versions that no file has, `--mutation NAME` a change to the frozen ledger, `--parts NAME`
 * a file of parts (tokens, receipts, …), `--all` makes the ledgers again, which needs an ADR once a version
 * has been published.
 */
const folder = new URL('../vectors/', import.meta.url)
type EntryItem = LedgerItem & { kind: 'entry' }

interface Vector {
  readonly file: string
  readonly trust: string
  readonly against?: string
  readonly what: string
  readonly verdict: Report['verdict']
  /** Every one of these codes is among the findings. */
  readonly codes: readonly string[]
  /** One finding stands at this place. */
  readonly place?: Report['findings'][number]['place']
}

type Made = Omit<Vector, 'verdict' | 'codes' | 'place' | 'trust' | 'file'> & {
  readonly bytes: Uint8Array
}

function vectorKeys(): WorldKeys {
  const file = new URL('keys.json', folder)
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(freshKeys(), null, 2)}\n`)
  return JSON.parse(readFileSync(file, 'utf8')) as WorldKeys
}

/** One change each to the whole ledger, named by the change. */
async function mutations(ledger: TestLedger, world: World): Promise<Record<string, Made>> {
  const { items } = ledger
  const find = (stream: string, revision: number) =>
    items.findIndex(
      (item) => item.kind === 'entry' && item.stream === stream && item.revision === revision,
    )
  const entry = (i: number) => items[i] as EntryItem
  const stampAt = (n: number) =>
    items.findIndex((item) => item.kind === 'stamp' && item.bytes === ledger.stamps[n]!.bytes)
  const batchAt = (n: number) =>
    items.findIndex((item) => item.kind === 'batch' && item.bytes === ledger.batches[n]!.bytes)
  const a = find(CASE, 1)
  const b = find(CASE, 2)
  const edited = await reencode(entry(a).der, world.seal, (envelope) => ({
    ...envelope,
    data: { ...envelope.data, amountCents: 1 },
  }))
  const otherKey = await reencode(entry(a).der, world.otherSeal, (envelope) => envelope)
  const flipped = entry(a).der.slice()
  flipped[flipped.length - 1]! ^= 1
  const stranger = await exampleLedger(
    await testWorld(vectorKeys(), world.origin.replace('vectors', 'other'), 'other'),
  )
  const foreign = stranger.items.find(
    (item) => item.kind === 'entry' && item.stream === OTHER_CASE,
  )!
  const changed = (what: string, changedItems: readonly LedgerItem[]): Made => ({
    what,
    bytes: ledger.export(changedItems),
  })
  const whole = ledger.export()
  const byteAt = (text: string) => new TextDecoder().decode(whole).indexOf(text)
  return {
    'entry-deleted': changed('an entry taken out', items.toSpliced(a, 1)),
    'entry-doubled': changed('an entry there twice', items.toSpliced(a, 0, items[a]!)),
    'entries-swapped': changed(
      'two entries of a case exchanged',
      items.with(a, items[b]!).with(b, items[a]!),
    ),
    'entry-edited-resigned': changed(
      'an amount changed, signed again with the seal key',
      items.with(a, { ...entry(a), der: edited }),
    ),
    'entry-other-key': changed(
      'signed again with another key of the same authority',
      items.with(a, { ...entry(a), der: otherKey }),
    ),
    'entry-signature-flipped': changed(
      'one bit of the signature changed',
      items.with(a, { ...entry(a), der: flipped }),
    ),
    'entry-of-another-ledger': changed(
      'an entry of another ledger in the place of one',
      items.with(find(OTHER_CASE, 0), foreign),
    ),
    'entry-two-hashes': changed(
      '64 bytes that are two sibling hashes',
      items.with(a, { ...entry(a), der: new Uint8Array(64).fill(7) }),
    ),
    'stream-deleted': changed(
      'a whole stream taken out',
      items.filter((item) => item.kind !== 'entry' || item.stream !== OTHER_CASE),
    ),
    'batch-deleted': changed('a batch record taken out', items.toSpliced(batchAt(2), 1)),
    'batch-other-root': changed(
      'another root, signed with the checkpoint key',
      items.with(
        batchAt(2),
        await withRecord(ledger, 2, world, (record) => record, 'ab'.repeat(32)),
      ),
    ),
    'stamp-deleted': changed('a stamping record taken out', items.toSpliced(stampAt(1), 1)),
    'last-stamp-deleted': changed(
      'the last stamping record taken out',
      items.toSpliced(stampAt(2), 1),
    ),
    'token-of-no-authority': changed(
      'a token by a certificate without the time-stamping usage',
      items.with(stampAt(1), await restamp(ledger, 1, world, { usage: 'seal' })),
    ),
    'token-from-before': changed(
      'a token two hours older than the run before',
      items.with(stampAt(1), await restamp(ledger, 1, world, { usage: 'tsa', shift: -7_200_000 })),
    ),
    'tail-cut': changed(
      'cut at a stamped checkpoint: visible only against something later',
      items.slice(0, stampAt(1) + 1),
    ),
    'trailer-missing': {
      what: 'the last line taken out',
      bytes: whole.slice(0, whole.lastIndexOf(10, whole.length - 2) + 1),
    },
    'line-with-space': {
      what: 'a space in a line',
      bytes: Uint8Array.from([
        ...whole.slice(0, byteAt('"kind":"entry"')),
        32,
        ...whole.slice(byteAt('"kind":"entry"')),
      ]),
    },
  }
}

async function eventTypesLedger(
  world: World,
  isWanted: (version: string) => boolean = () => true,
): Promise<TestLedger> {
  const ledger = await TestLedger.open(world)
  const other = {
    certificate: world.otherSeal.certificate.toBase64({ alphabet: 'base64url', omitPadding: true }),
  }
  for (const { type, typeVersion } of eventTypes) {
    if (type === 'LedgerOpened' || !isWanted(`${type} ${typeVersion}`)) continue
    const isKey = type === 'SealKeyAdded' || type === 'TsaAdded'
    const data =
      type === 'SealKeyAdded'
        ? other
        : type === 'TsaAdded'
          ? ledger.tsa()
          : eventSamples[`${type} ${typeVersion}`]
    await ledger.append(isKey ? 'platform-keys' : CASE, type, data!, { typeVersion })
  }
  await ledger.seal()
  await ledger.stamp()
  return ledger
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const world = await testWorld(vectorKeys())
  const ledger = await exampleLedger(world)
  const types = await eventTypesLedger(await testWorld(vectorKeys(), world.origin, 'types'))
  const write = (name: string, bytes: Uint8Array | string) =>
    writeFileSync(new URL(name, folder), bytes)
  write('ledger.trust.json', `${JSON.stringify(ledger.trust, null, 2)}\n`)
  write('event-types.trust.json', `${JSON.stringify(types.trust, null, 2)}\n`)
  write('ledger.receipt.json', encodeReceipt(receiptOf(ledger, 7)))
  write('ledger.note', ledger.batches.at(-1)!.record.note)
  const vectors: Vector[] = []
  const add = async (name: string, { bytes, what }: Made, from: TestLedger, trust: string) => {
    const report = await verifyBytes(bytes, from.trust)
    const file = `${name}.jsonl`
    write(file, bytes)
    vectors.push({ file, trust, what, ...expectedOf(report) })
  }
  await add(
    'ledger',
    { what: 'a whole ledger', bytes: ledger.export() },
    ledger,
    'ledger.trust.json',
  )
  await add(
    'event-types',
    { what: 'every published type and version', bytes: types.export() },
    types,
    'event-types.trust.json',
  )
  for (const [name, made] of Object.entries(await mutations(ledger, world))) {
    await add(name, made, ledger, 'ledger.trust.json')
  }
  const behind = {
    file: 'tail-cut.jsonl',
    trust: 'ledger.trust.json',
    verdict: 'TOTAL_FAILED' as const,
  }
  vectors.push({
    ...behind,
    against: 'ledger.note',
    what: 'the cut tail against a later checkpoint',
    codes: ['LEDGER_BEHIND'],
  })
  vectors.push({
    ...behind,
    against: 'ledger.receipt.json',
    what: 'the cut tail against a receipt',
    codes: ['LEDGER_BEHIND', 'WITHHELD'],
  })
  write('vectors.json', `${JSON.stringify(vectors, null, 2)}\n`)
}

function expectedOf({ verdict, findings }: Report): Pick<Vector, 'verdict' | 'codes' | 'place'> {
  const first = findings.find(({ indication }) => indication !== 'WARNING')
  const codes = [...new Set(findings.map(({ code }) => code))]
  const place =
    first === undefined || Object.keys(first.place).length === 0 ? {} : { place: first.place }
  return { verdict, codes, ...place }
}

/** Entries of the published types and versions that no file has yet, in a file of their own. */
async function addTypes(name: string): Promise<void> {
  const vectors = JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')) as Vector[]
  const frozen = new Set(
    vectors
      .filter(({ file }) => file.startsWith('event-types'))
      .flatMap(({ file }) => frozenTypes(readFileSync(new URL(file, folder), 'utf8'))),
  )
  const { origin } = await testWorld(vectorKeys())
  const world = await testWorld(vectorKeys(), origin, `types ${name}`)
  const types = await eventTypesLedger(world, (version) => !frozen.has(version))
  const file = `event-types-${name}.jsonl`
  const trust = `event-types-${name}.trust.json`
  const bytes = types.export()
  const { verdict, findings } = await verifyBytes(bytes, types.trust)
  const codes = findings.map(({ code }) => code)
  writeFileSync(new URL(file, folder), bytes, { flag: 'wx' })
  writeFileSync(new URL(trust, folder), `${JSON.stringify(types.trust, null, 2)}\n`)
  vectors.push({ file, trust, what: `types published with ${name}`, verdict, codes })
  writeFileSync(new URL('vectors.json', folder), `${JSON.stringify(vectors, null, 2)}\n`)
}

/** Changes that were thought of later, to the frozen ledger itself. */
async function laterMutations(): Promise<Record<string, Made>> {
  const world = await testWorld(vectorKeys())
  const ledger = await frozenLedger(readFileSync(new URL('ledger.jsonl', folder)))
  const seal = frozenSeal(ledger, vectorKeys().seal)
  const { items, entries, stamps } = ledger
  const [first, last] = entries.filter(({ stream }) => stream === OTHER_CASE)
  const oneMore = async (like: Uint8Array) => {
    const follows = { revision: last!.revision + 1, previous: last!.hash }
    const der = await reencode(like, seal, (envelope) => ({ ...envelope, ...follows }))
    return { kind: 'entry', stream: OTHER_CASE, revision: follows.revision, der } as const
  }
  const after = items.findIndex((item) => item.kind === 'entry' && item.stream === OTHER_CASE)
  const kept = stamps.filter((_, i) => i !== 1)
  const bytesOf = new Map(relinked(kept).map(({ bytes }, i) => [kept[i]!.bytes, bytes]))
  const made = (what: string, changed: readonly LedgerItem[]): Made => ({
    what,
    bytes: exportOf(world.origin, entries[0]!.hash, changed),
  })
  return {
    'entry-inserted': made(
      'an entry more, signed with the seal key, in no batch',
      items.toSpliced(after + 1, 0, await oneMore(first!.der)),
    ),
    'entry-sealed-late': made(
      'an entry more, sealed into the last batch with both keys after its time-stamp',
      await sealedInto(ledger, ledger.batches.length - 1, await oneMore(last!.der), world),
    ),
    'revocation-later': made(
      'a token without revocation data, and a later record with it',
      provedLater(ledger, 'recorded'),
    ),
    'revocation-missing': made(
      'a token without revocation data, and no later record',
      provedLater(ledger, 'missing'),
    ),
    'stamp-deleted-relinked': made(
      'a stamping record taken out and the later one rewritten to follow',
      items.flatMap((item): LedgerItem[] => {
        if (item.kind !== 'stamp') return [item]
        const bytes = bytesOf.get(item.bytes)
        return bytes === undefined ? [] : [{ kind: 'stamp', bytes }]
      }),
    ),
  }
}

async function addMutation(name: string): Promise<void> {
  const { [name]: made } = await laterMutations()
  if (made === undefined) throw new RangeError(`no mutation ${name}`)
  const vectors = JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')) as Vector[]
  const trust = 'ledger.trust.json'
  writeFileSync(new URL(`${name}.jsonl`, folder), made.bytes, { flag: 'wx' })
  const report = await verifyBytes(made.bytes, parseTrust(readFileSync(new URL(trust, folder))))
  vectors.push({ file: `${name}.jsonl`, trust, what: made.what, ...expectedOf(report) })
  writeFileSync(new URL('vectors.json', folder), `${JSON.stringify(vectors, null, 2)}\n`)
}

const isThere = existsSync(new URL('vectors.json', folder))
const [option, name] = process.argv.slice(2)
if (!isThere || option === '--all') await main()
else if (option === '--types' && name !== undefined) await addTypes(name)
else if (option === '--mutation' && name !== undefined) await addMutation(name)
else if (option === '--parts' && name !== undefined) await writeParts(name)
else {
  process.stdout.write(
    'ledger/vectors is there and frozen; --types NAME adds the types that lack, --mutation NAME a change thought of later, --parts NAME a file of parts, --all makes the ledgers again\n',
  )
}
