import { parentPort } from 'node:worker_threads'
import { unpackChecks } from './pack-signature-checks.ts'
import { nodeCrypto } from './node-crypto.ts'

const crypto = nodeCrypto({ signatures: 'caller' })

parentPort?.on('message', (packed: { readonly id: number; readonly bytes: Uint8Array }) => {
  void crypto.verifySignatures(unpackChecks(packed.bytes)).then((results) => {
    parentPort?.postMessage({ id: packed.id, results: Uint8Array.from(results, Number) })
  })
})
