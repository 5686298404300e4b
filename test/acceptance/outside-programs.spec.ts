import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeWithProgram, runProgram } from '../../ledger/test/external.ts'
import { opensslVerifyToken } from '../../ledger/test/openssl-tsa.ts'
import { LedgerServer } from './ledger-server.ts'
import { importPart } from './spoilt-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'
import { repository } from './run-command.ts'

interface ExportLine {
  readonly kind: string
  readonly der?: string
  readonly record?: {
    readonly note: string
    readonly batch: number
    readonly firstBatch: number
    readonly lastBatch: number
    readonly imprint: string
    readonly tokens: readonly { readonly token: string }[]
  }
}

interface EntryProof {
  readonly state: string
  readonly leaf: {
    readonly index: number
    readonly treeSize: number
    readonly root: string
    readonly inclusion: readonly string[]
  }
  readonly checkpoint: string
  readonly timeStamps: readonly { readonly token: string }[]
}

interface Trust {
  readonly checkpointKey: string
  readonly sealRoots: readonly string[]
  readonly tsaRoots: readonly string[]
  readonly tsas: readonly { readonly certificates: readonly string[] }[]
}

/** Data objects of one time-stamp, entries in leaf order and the note, and its token. */
interface Run {
  readonly objects: readonly Buffer[]
  readonly token: Buffer
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
const jars = ['bcpkix', 'bcutil', 'bcprov'].map((name) => `/usr/share/java/${name}.jar`)

let folder: TemporaryFolder
let entry: Buffer
let record: Buffer
let token: Buffer
let proof: EntryProof
let runs: readonly Run[]
let trust: Trust
let authority: Buffer

beforeAll(async () => {
  folder = new TemporaryFolder()
  const data = folder.file('data')
  await importPart(folder, data, 0)
  const server = await LedgerServer.start(data)
  const judge = await server.session('magistrat')
  await judge.acceptTerms()
  const { body } = await judge.order('26/00417', { wait: 30 })
  const { id } = body.entries[0]!
  entry = Buffer.from(await judge.bytes(`/entries/${id}/entry.p7m`))
  record = Buffer.from(await judge.bytes(`/entries/${id}/evidence-record`))
  token = Buffer.from(await judge.bytes(`/entries/${id}/time-stamp`))
  proof = (await judge.get<EntryProof>(`/entries/${id}`)).body
  trust = (await judge.get<Trust>('/ledger/trust')).body
  runs = readRuns(Buffer.from(await judge.bytes('/ledger/export')).toString())
  await server.stop()
  authority = readFileSync(join(data, 'development/tsa.cert.der'))
})
afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

/** FORMATS §6 and §9, read again without our reader. */
function readRuns(text: string): Run[] {
  const read: Run[] = []
  let objects: Buffer[] = []
  let note = ''
  for (const line of text.trimEnd().split('\n')) {
    const { kind, der, record } = JSON.parse(line) as ExportLine
    if (kind === 'entry') objects.push(Buffer.from(der!, 'base64'))
    if (kind === 'batch') note = record!.note
    if (kind !== 'stamp') continue
    const token = Buffer.from(record!.tokens[0]!.token, 'base64')
    read.push({ objects: [...objects, Buffer.from(note)], token })
    objects = []
  }
  return read
}

function ownRun(): Run {
  return runs.find(({ objects }) => objects.some((object) => object.equals(entry)))!
}

/** RFC 4998 §4.2 in the shape of FORMATS §6. */
function archiveRoot(objects: readonly Buffer[]): Buffer {
  let level = objects.map((object) => sha256(object))
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let i = 0; i < level.length; i += 2) {
      const pair = level.slice(i, i + 2)
      next.push(pair.length === 1 ? pair[0]! : sha256(...pair.sort(Buffer.compare)))
    }
    level = next
  }
  return level[0]!
}

/** RFC 9162 §2.1.3.2. */
function rootByInclusion({ index, treeSize, inclusion }: EntryProof['leaf']): string {
  let [fn, sn] = [index, treeSize - 1]
  let hash = sha256(Buffer.from([0]), entry)
  for (const each of inclusion) {
    const sibling = Buffer.from(each, 'hex')
    if (fn % 2 === 1 || fn === sn) {
      hash = sha256(Buffer.from([1]), sibling, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1]
    } else {
      hash = sha256(Buffer.from([1]), hash, sibling)
    }
    ;[fn, sn] = [fn >> 1, sn >> 1]
  }
  expect(sn).toBe(0)
  return hash.toString('hex')
}

function pem(label: string, der: string): string {
  return `-----BEGIN ${label}-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`
}

function writePem(name: string, der: string): string {
  writeFileSync(folder.file(name), pem('CERTIFICATE', der))
  return folder.file(name)
}

/** With another year in it. */
function changedEntry(): Buffer {
  const changed = Buffer.from(entry)
  const at = changed.indexOf('"recordedAt":"20') + '"recordedAt":"2'.length
  changed[at] = changed[at]! ^ 1
  return changed
}

test('the inclusion proof leads to the root in the note, which the checkpoint key signed', () => {
  expect(proof.state).toBe('stamped')
  expect(rootByInclusion(proof.leaf)).toBe(proof.leaf.root)
  const [origin, size, root] = proof.checkpoint.split('\n')
  expect(Number(size)).toBe(proof.leaf.treeSize)
  expect(Buffer.from(root!, 'base64').toString('hex')).toBe(proof.leaf.root)
  const text = `${origin}\n${size}\n${root}\n`
  const signature = Buffer.from(proof.checkpoint.trimEnd().split(' ').at(-1)!, 'base64').subarray(4)
  expect(verifySignature(null, Buffer.from(text), checkpointKey(), signature)).toBe(true)
  expect(verifySignature(null, Buffer.from(`${text} `), checkpointKey(), signature)).toBe(false)
})

/** C2SP verifier key: name+id+base64(0x01 ‖ 32 bytes). */
function checkpointKey() {
  const [, encoded = ''] = /\+[0-9a-f]{8}\+(.+)$/.exec(trust.checkpointKey) ?? []
  const key = Buffer.from(encoded, 'base64').subarray(1)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return createPublicKey({ key: spki, format: 'der', type: 'spki' })
}

describeWithProgram('openssl', 'before openssl', () => {
  function cmsVerify(der: Buffer) {
    writeFileSync(folder.file('entry.p7m'), der)
    const root = writePem('seal-root.pem', trust.sealRoots[0]!)
    const input = ['-inform', 'DER', '-in', folder.file('entry.p7m')]
    const how = ['-CAfile', root, '-purpose', 'any', '-binary']
    return runProgram('openssl', ['cms', '-verify', '-cades', ...input, ...how])
  }

  test('T-01 cms -verify -cades accepts entry.p7m from the server, and no changed one', () => {
    const { status, stdout, stderr } = cmsVerify(entry)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    const envelope = JSON.parse(stdout.toString()) as { type: string; v: string }
    expect(envelope).toMatchObject({ type: 'ExpertiseOrdered', v: 'contremarque/entry/1' })
    expect(cmsVerify(changedEntry()).status).not.toBe(0)
  })

  test('ts -verify accepts every token of the export over the root of its run, and over no other', () => {
    const root = Buffer.from(trust.tsaRoots[0]!, 'base64')
    expect(runs.length).toBeGreaterThanOrEqual(2)
    for (const { objects, token } of runs) {
      const imprint = archiveRoot(objects)
      const { status, stderr } = opensslVerifyToken(token, { imprint, root })
      expect({ status, stderr }).toMatchObject({ status: 0 })
      const fewer = archiveRoot(objects.slice(1).length > 0 ? objects.slice(1) : [Buffer.of(0)])
      expect(opensslVerifyToken(token, { imprint: fewer, root }).status).not.toBe(0)
    }
    const [stamp] = proof.timeStamps
    expect(ownRun().token.toString('base64')).toBe(stamp!.token)
  })

  test('ts -verify accepts the downloaded token, the one in the downloaded record, and no changed one', () => {
    const root = Buffer.from(trust.tsaRoots[0]!, 'base64')
    const imprint = archiveRoot(ownRun().objects)
    const { status, stderr } = opensslVerifyToken(token, { imprint, root })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(record.subarray(-token.length)).toEqual(token)
    const changed = Buffer.from(token)
    changed[changed.length - 1]! ^= 1
    expect(opensslVerifyToken(changed, { imprint, root }).status).not.toBe(0)
  })
})

describeWithProgram('java', 'before BouncyCastle', () => {
  const isThere = jars.every((jar) => existsSync(jar))
  const required = (process.env['CONTREMARQUE_REQUIRE'] ?? '').split(',').includes('java')
  if (!isThere && !required) {
    test.skip('NOT RUN: libbcpkix-java is missing', () => undefined)
    return
  }
  test('the downloaded evidence record of the entry is valid for its bytes and for no others', () => {
    const { objects } = ownRun()
    const index = objects.findIndex((object) => object.equals(entry))
    expect(objects.length).toBeGreaterThan(2)
    expect(trust.tsas[0]!.certificates).toEqual([sha256(authority).toString('hex')])
    const cases = folder.file('evidence')
    mkdirSync(cases)
    writeFileSync(join(cases, 'tsa.der'), authority)
    const other = objects[(index + 1) % objects.length]!
    for (const [name, object] of Object.entries({ good: entry, other })) {
      writeFileSync(join(cases, `${name}.ers`), record)
      writeFileSync(join(cases, `${name}.object`), object)
    }
    expect(verdicts('EvidenceRecordCheck', cases)).toEqual([
      'good valid',
      expect.stringMatching(/^other invalid/),
    ])
  })

  test('T-01 the entry and every token of the export are valid; a changed entry and another imprint are not', () => {
    const cases = folder.file('signed')
    mkdirSync(cases)
    const write = (name: string, bytes: Uint8Array) => writeFileSync(join(cases, name), bytes)
    write('root.der', Buffer.from(trust.sealRoots[0]!, 'base64'))
    write('tsa.der', authority)
    write('entry.p7m', entry)
    write('entry-changed.p7m', changedEntry())
    runs.forEach(({ objects, token }, i) => {
      for (const name of [`token-${i}`, `token-${i}-over-other`]) write(`${name}.tst`, token)
      write(`token-${i}.imprint`, archiveRoot(objects))
      write(`token-${i}-over-other.imprint`, archiveRoot([entry, entry]))
    })
    const said = verdicts('SignedDataCheck', cases)
    expect(said).toHaveLength(2 + 2 * runs.length)
    for (const line of said) {
      expect(line).toMatch(/-(changed|over-other) /.test(line) ? / invalid: / : / valid$/)
    }
  })

  function verdicts(check: string, cases: string): string[] {
    const source = join(repository, `ledger/test/java/${check}.java`)
    const { status, stdout, stderr } = runProgram('java', ['-cp', jars.join(':'), source, cases])
    expect({ status, stderr }).toMatchObject({ status: 0 })
    return stdout.toString().trim().split('\n')
  }
})
