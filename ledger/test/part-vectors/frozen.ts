import { developmentPki } from '../../development/index.ts'
import { fileSigner, keySigner, noteSigner } from '../../node/index.ts'
import { parseTrust } from '../../src/trust/parse-trust.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { frozenLedger, frozenSeal } from '../frozen-ledger.ts'
import { crypto, ORIGIN, seededBytes, START } from '../test-world.ts'
import { publishedKeys, readVector } from './part.ts'

/** ledger.jsonl, what it is verified with, and whoever has its keys: they are published. */
export async function frozenWorld() {
  const keys = publishedKeys()
  const ledger = await frozenLedger(readVector('ledger.jsonl'))
  const trust = parseTrust(readVector('ledger.trust.json'))
  const root = Uint8Array.fromBase64(trust.tsaRoots[0]!)
  const pki = await developmentPki({
    key: keySigner(keys.root),
    rootCertificate: root,
    notBefore: START,
    randomBytes: seededBytes('parts'),
    crypto,
  })
  const notBefore = START - 86_400_000
  const { publicKey } = keySigner(keys.otherSeal)
  const certificate = await pki.issue({ usage: 'seal', commonName: 'Forger', publicKey, notBefore })
  const [tsaCertificate] = parseToken(
    Uint8Array.fromBase64(ledger.stamps[0]!.record.tokens[0]!.token),
  ).certificates
  return {
    ledger,
    trust,
    seal: frozenSeal(ledger, keys.seal),
    note: noteSigner({ privateKeyPem: keys.note, name: ORIGIN }),
    tsa: fileSigner({ privateKeyPem: keys.tsa, certificate: tsaCertificate! }),
    /** A key with a seal certificate of the same authority. */
    forger: fileSigner({ privateKeyPem: keys.otherSeal, certificate }),
  }
}

export type FrozenWorld = Awaited<ReturnType<typeof frozenWorld>>
