import { randomBytes } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEntry, signEntry } from '@contremarque/ledger'
import { developmentPki } from '@contremarque/ledger/development'
import { fileSigner, generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { outsideSql } from './outside-sql.ts'
import { codesOf, failedPlaces, verified } from './report.ts'
import { contremarque } from './run-command.ts'
import { importPart, placeOf } from './spoilt-ledger.ts'
import { bytesOf, eventFile, storedRows, trustFile, type StoredRow } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

let folder: TemporaryFolder
let data: string
let exported: Buffer
let victim: StoredRow

beforeAll(async () => {
  folder = new TemporaryFolder()
  data = folder.file('data')
  await importPart(folder, data, 0)
  await importPart(folder, data, 1)
  const out = folder.file('ledger.jsonl')
  const { status } = await contremarque(['export', '--data', data, '--out', out])
  expect(status).toBe(0)
  exported = readFileSync(out)
  const rows = storedRows(data)
  const { stream } = rows.find((row) => row.stream.startsWith('journal-'))!
  victim = rows.filter((row) => row.stream === stream)[3]!
})
afterAll(() => folder.remove())

describe('an export changed on its way', () => {
  const lines = (): string[] => exported.toString().split('\n').slice(0, -1)
  const file = (all: readonly string[]): Buffer => Buffer.from(`${all.join('\n')}\n`)
  /** Index of an entry line in the middle. */
  const middle = (): number => lines().findIndex((line) => line.includes('"revision":3,'))

  const changes: Readonly<Record<string, () => { bytes: Buffer; codes: string[]; line?: number }>> =
    {
      'T-01 one byte of an entry flipped': () => {
        const bytes = Buffer.from(exported)
        const at = file(lines().slice(0, middle())).length + 2_000
        bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41
        return { bytes, codes: ['FILE_INCOMPLETE'], line: middle() + 1 }
      },
      'T-17 a byte that is no base64': () => {
        const bytes = Buffer.from(exported)
        bytes[file(lines().slice(0, middle())).length + 2_000] = 0x21
        return { bytes, codes: ['LINE_MALFORMED'], line: middle() + 1 }
      },
      'T-04 a line left out': () => ({
        bytes: file(lines().toSpliced(middle(), 1)),
        codes: ['ENTRY_MISSING', 'FILE_INCOMPLETE'],
      }),
      'T-07 a line twice': () => ({
        bytes: file(lines().toSpliced(middle(), 0, lines()[middle()]!)),
        codes: ['FILE_INCOMPLETE'],
      }),
      'T-06 two lines exchanged': () => {
        const [a = '', b = ''] = lines().slice(middle(), middle() + 2)
        return { bytes: file(lines().toSpliced(middle(), 2, b, a)), codes: ['FILE_INCOMPLETE'] }
      },
      'cut before the trailer': () => ({
        bytes: file(lines().slice(0, -1)),
        codes: ['FILE_INCOMPLETE'],
      }),
      'cut in the middle of a line': () => ({
        bytes: exported.subarray(0, Math.floor(exported.length / 2)),
        codes: ['FILE_INCOMPLETE', 'LINE_MALFORMED'],
      }),
      'cut before the last line feed': () => ({
        bytes: exported.subarray(0, -1),
        codes: ['LINE_MALFORMED'],
      }),
      'T-15 a byte order mark': () => ({
        bytes: Buffer.concat([Buffer.from('\ufeff'), exported]),
        codes: ['LINE_MALFORMED'],
        line: 1,
      }),
      'T-15 CRLF': () => ({
        bytes: Buffer.from(exported.toString().replaceAll('\n', '\r\n')),
        codes: ['LINE_MALFORMED'],
        line: 1,
      }),
      'T-15 broken UTF-8': () => {
        const bytes = Buffer.from(exported)
        bytes[bytes.indexOf('"stream":"', bytes.length / 2) + 12] = 0xff
        return { bytes, codes: ['LINE_MALFORMED'] }
      },
      'T-20 time-stamps left out': () => ({
        bytes: file(lines().filter((line) => !line.includes('"kind":"stamp"'))),
        codes: ['FILE_INCOMPLETE', 'NOT_STAMPED'],
      }),
      'nothing left': () => ({ bytes: Buffer.alloc(0), codes: ['FILE_INCOMPLETE'] }),
      'something after the trailer': () => ({
        bytes: Buffer.concat([exported, Buffer.from('{}\n')]),
        codes: ['FILE_INCOMPLETE'],
      }),
    }

  test.each(Object.entries(changes))('%s', async (_name, change) => {
    const { bytes, codes, line } = change()
    const path = folder.file('changed.jsonl')
    writeFileSync(path, bytes)
    const report = await verified(path, '--trust', folder.file('ledger.trust.json'))
    expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
    expect(codesOf(report)).toEqual(expect.arrayContaining(codes))
    if (line !== undefined) expect(report.findings.map(({ place }) => place.line)).toContain(line)
  })
})

test('T-02 T-08 an entry signed again with another key of the same authority is named', async () => {
  const copy = folder.copyOf(data)
  const der = await signedByAnotherKey(bytesOf(victim))
  outsideSql(eventFile(copy), {
    sql: 'UPDATE event SET data = ? WHERE position = ?',
    values: [{ blob: der.toString('base64') }, victim.position],
  })
  const report = await verified(copy, '--trust', trustFile(copy))
  expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  expect(failedPlaces(report)).toContain(placeOf(victim))
  expect(codesOf(report)).toContain('SEAL_KEY_NOT_IN_LEDGER')
})

/** The same envelope under a seal certificate which the ledger's own authority issues now. */
async function signedByAnotherKey(entry: Uint8Array): Promise<Buffer> {
  const crypto = nodeCrypto()
  const development = (name: string) => readFileSync(join(data, 'development', name))
  const pki = await developmentPki({
    key: keySigner(development('root.key.pem').toString()),
    rootCertificate: new Uint8Array(development('root.cert.der')),
    notBefore: 0,
    randomBytes,
    crypto,
  })
  const key = generateP256()
  const certificate = await pki.issue({
    usage: 'seal',
    commonName: 'Development seal',
    publicKey: key.publicKey,
    notBefore: Date.now() - 3_600_000,
  })
  const signer = fileSigner({ privateKeyPem: key.privateKeyPem, certificate })
  const { envelope } = parseEntry(new Uint8Array(entry), crypto)
  return Buffer.from((await signEntry(envelope, signer, crypto)).der)
}

test('T-19 an entry of another ledger is named, in the middle and at the end of a stream', async () => {
  const other = folder.file('other')
  await importPart(folder, other, 0)
  const foreign = storedRows(other).find((row) => row.stream.startsWith('journal-'))!
  const middle = folder.copyOf(data)
  outsideSql(eventFile(middle), {
    sql: 'UPDATE event SET id = ?, data = ? WHERE position = ?',
    values: [foreign.id, foreign.data, victim.position],
  })
  const report = await verified(middle, '--trust', trustFile(middle))
  expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  expect(failedPlaces(report)).toContain(placeOf(victim))
  expect(codesOf(report)).toContain('ORIGIN_MISMATCH')

  const end = folder.copyOf(data)
  outsideSql(eventFile(end), {
    sql: `INSERT INTO event (stream, revision, id, type, data, metadata) VALUES (?, 0, ?, ?, ?, '{}')`,
    values: [foreign.stream, foreign.id, foreign.type, foreign.data],
  })
  const appended = await verified(end, '--trust', trustFile(end))
  expect(appended).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  expect(failedPlaces(appended)).toContain(placeOf(foreign))
})

test('the trust file of another ledger makes nothing pass', async () => {
  const other = folder.file('other-trust')
  await importPart(folder, other, 0)
  const report = await verified(data, '--trust', trustFile(other))
  expect(report.status).toBe(1)
  copyFileSync(trustFile(other), folder.file('ledger.trust.json'))
  expect(await verified(folder.file('ledger.jsonl'))).toMatchObject({ status: 1 })
})
