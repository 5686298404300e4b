import type { LedgerNode } from './ledger-node.js'
import { countEntries } from './projections/entry-queries.js'
import { Generations } from './projections/generations.js'
import type { OpeningPlace } from './personal-data/unseal.js'
import { ReadModels } from './projections/read-models.js'
import { ThreadedProjection } from './projections/threaded-projection.js'

/**
 * The read side of a node; it projects in a thread of its own. The recorder hears from it of what other
 * nodes wrote.
 */
export async function openReadModels(
  { ledger, recorder, personalData, personalDataPlace, clock }: LedgerNode,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<ReadModels> {
  const { store, info, crypto, trust, paths } = ledger.folder
  const onWithoutKey = (place: OpeningPlace): void => {
    personalData.withoutKey.suspect(place).catch(onFailure)
  }
  const models = await ReadModels.open({
    generations: new Generations(paths.readModels),
    store,
    origin: info.origin,
    crypto,
    trust,
    openings: personalData.openings,
    pseudonyms: personalData.pseudonyms,
    project: (path) =>
      ThreadedProjection.open({ path, personalData: personalDataPlace, trust }, onWithoutKey),
    now: () => clock.now(),
    onFailure,
  })
  recorder.compareWith((stream) => models.read((file) => countEntries(file, stream)))
  models.changes$.subscribe((change) => {
    if (change.kind === 'entry') recorder.notice(change.stream, change.revision)
  })
  return models
}
