import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataObjects, evidenceRecords } from '../../test/evidence-fixture.ts'
import { describeWithProgram, runProgram } from '../../test/external.ts'
import { opensslVerifyToken } from '../../test/openssl-tsa.ts'
import { genTime, tsaFixture } from '../../test/tsa-fixture.ts'
import { parseEvidenceRecord } from './parse-evidence-record.ts'

const jars = ['bcpkix', 'bcutil', 'bcprov'].map((name) => `/usr/share/java/${name}.jar`)
const source = fileURLToPath(new URL('../../test/java/EvidenceRecordCheck.java', import.meta.url))
const counts = [1, 2, 3, 5, 8, 100]

interface Case {
  readonly name: string
  readonly record: Uint8Array
  readonly object: Uint8Array
}

/** Line by line what BouncyCastle says of the cases. */
function bouncyCastle(cases: readonly Case[], certificate: Uint8Array): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  try {
    writeFileSync(join(folder, 'tsa.der'), certificate)
    for (const { name, record, object } of cases) {
      writeFileSync(join(folder, `${name}.ers`), record)
      writeFileSync(join(folder, `${name}.object`), object)
    }
    const { status, stdout, stderr } = runProgram('java', ['-cp', jars.join(':'), source, folder])
    expect({ status, stderr }).toMatchObject({ status: 0 })
    const lines = stdout.toString().trim().split('\n')
    return new Map(lines.map((line) => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice()
  copy.set([copy.at(at)! ^ 1], at < 0 ? copy.length + at : at)
  return copy
}

function inside(record: Uint8Array, part: Uint8Array): number {
  return Buffer.from(record).indexOf(part) + 5
}

function suite(): void {
  test('ER-08 BouncyCastle accepts the records we make, and refuses what was changed', async () => {
    const fixture = await tsaFixture()
    const good: Case[] = []
    const bad: Case[] = []
    for (const count of counts) {
      const objects = await dataObjects(count)
      const { records } = await evidenceRecords(objects, fixture)
      for (const index of new Set([0, Math.floor(count / 2), count - 1])) {
        const [record, object] = [records[index]!, objects[index]!]
        const name = `objects-${count}-${index}`
        good.push({ name, record, object })
        bad.push({ name: `${name}-object-edited`, record, object: flipped(object, -3) })
        const { path, token } = parseEvidenceRecord(record)
        if (path.length > 0) {
          const changed = flipped(record, inside(record, path[0]!))
          bad.push({ name: `${name}-path-edited`, record: changed, object })
          bad.push({ name: `${name}-swapped`, record, object: objects[(index + 1) % count]! })
        }
        const signature = flipped(record, -1)
        bad.push({ name: `${name}-signature-edited`, record: signature, object })
        expect(record.subarray(-token.length)).toEqual(token)
      }
    }
    const verdicts = bouncyCastle([...good, ...bad], fixture.certificate)
    const valid = [...verdicts].filter(([, verdict]) => verdict === 'valid').map(([name]) => name)
    expect(verdicts.size).toBe(good.length + bad.length)
    expect(valid.toSorted()).toEqual(good.map(({ name }) => name).toSorted())
  })
}

describeWithProgram('java', 'records before BouncyCastle', () => {
  if (jars.every((jar) => existsSync(jar))) {
    suite()
  } else if ((process.env['CONTREMARQUE_REQUIRE'] ?? '').split(',').includes('java')) {
    test('BouncyCastle is required by CONTREMARQUE_REQUIRE', () => {
      expect(jars.filter((jar) => !existsSync(jar))).toEqual([])
    })
  } else {
    test.skip('NOT RUN: libbcpkix-java is missing', () => undefined)
  }
})

describeWithProgram('openssl', 'records before openssl', () => {
  test('ER-08 openssl accepts the token in a record over the root of its path', async () => {
    const fixture = await tsaFixture()
    const { records, tree } = await evidenceRecords(await dataObjects(5), fixture)
    const { token } = parseEvidenceRecord(records[4]!)
    const at = genTime
    const root = fixture.pki.root.der
    expect(opensslVerifyToken(token, { imprint: tree.root, root, at }).status).toBe(0)
    expect(opensslVerifyToken(token, { imprint: new Uint8Array(32), root, at }).status).not.toBe(0)
  })
})
