import { noteSigner, generateEd25519 } from '../node/index.ts'
import { encodeUtf8 } from '../src/bytes/utf8.ts'
import { signCheckpoint } from '../src/checkpoint/sign-checkpoint.ts'
import { signEntry } from '../src/entry/sign-entry.ts'
import { evidenceTree } from '../src/evidence-record/evidence-tree.ts'
import { encodeEvidenceRecord } from '../src/evidence-record/encode-evidence-record.ts'
import { exampleEnvelope, sealSigners } from './entry-fixture.ts'
import { crypto, type TsaFixture } from './tsa-fixture.ts'

/** The data objects of a run: `count - 1` entries, then a checkpoint note. */
export async function dataObjects(count: number): Promise<Uint8Array[]> {
  const { signer } = await sealSigners()
  const objects: Uint8Array[] = []
  for (let revision = 1; revision < count; revision++) {
    objects.push((await signEntry(exampleEnvelope({ revision }), signer, crypto)).der)
  }
  const { origin } = exampleEnvelope()
  const notes = noteSigner({ name: origin, privateKeyPem: generateEd25519().privateKeyPem })
  const checkpoint = { origin, size: count, root: new Uint8Array(32).fill(count) }
  return [...objects, encodeUtf8(await signCheckpoint(checkpoint, notes, crypto))]
}

/** The records of all objects under one token of a test TSA. */
export async function evidenceRecords(objects: readonly Uint8Array[], fixture: TsaFixture) {
  const digests = objects.map((object) => crypto.digest('sha-256', object))
  const tree = evidenceTree(digests, crypto)
  const token = await fixture.token({ tstInfo: { imprint: tree.root } })
  const records = digests.map((object, index) =>
    encodeEvidenceRecord({ object, path: tree.path(index), token }),
  )
  return { digests, records, token, tree }
}
