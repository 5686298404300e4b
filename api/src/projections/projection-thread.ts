import { parentPort, workerData } from 'node:worker_threads'
import type { Trust } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { Position } from '../event-store/event-store.js'
import type { PersonalDataPlace } from '../personal-data/open-personal-data.js'
import { openPersonalReader } from '../personal-data/open-personal-reader.js'
import type { OpeningPlace } from '../personal-data/unseal.js'
import type { Change } from './change.js'
import { FileProjection } from './file-projection.js'
import { unpackPage, type PackedPage } from './packed-page.js'

/** What the projecting thread is started with. */
export interface ProjectionThreadSettings {
  /** Of a file that `ReadModelFile.open` found sound. */
  readonly path: string
  readonly personalData: PersonalDataPlace
  readonly trust: Trust | null
}

export type ToProjection = { readonly page: PackedPage } | { readonly close: true }

/**
 * One answer per page, in order; before it, of the values that no stored key opens, some. A page that fails ends the
 * thread with what failed.
 */
export type FromProjection =
  | { readonly begin: Position }
  | { readonly changes: readonly Change[] }
  | { readonly withoutKey: OpeningPlace }

const { path, personalData, trust } = workerData as ProjectionThreadSettings
const reader = await openPersonalReader({
  ...personalData,
  onWithoutKey: (withoutKey) => answer({ withoutKey }),
})
const projection = new FileProjection(path, {
  crypto: nodeCrypto(),
  trust,
  openings: reader,
  pseudonyms: reader,
  onErased: () => reader.forgetKeys(),
})

let last = Promise.resolve()
parentPort?.on('message', (message: ToProjection) => {
  last = last.then(() => take(message))
})
answer({ begin: projection.begin })

async function take(message: ToProjection): Promise<void> {
  if ('page' in message) {
    answer({ changes: await projection.apply(unpackPage(message.page)) })
    return
  }
  await projection.close()
  await reader.close()
  parentPort?.close()
}

function answer(message: FromProjection): void {
  parentPort?.postMessage(message)
}
