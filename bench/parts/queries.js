import { randomInt } from 'node:crypto'
import { getCase, listCases, searchCases } from '../../api/dist/projections/case-queries.js'
import { getEntry } from '../../api/dist/projections/entry-queries.js'
import { Generations } from '../../api/dist/projections/generations.js'
import { projectedHealth } from '../../api/dist/projections/health-query.js'
import { ReadModelFile } from '../../api/dist/projections/read-model-file.js'
import { buildGeneration } from '../../api/dist/projections/rebuild.js'
import { timeline } from '../../api/dist/projections/timeline-queries.js'
import { Latencies } from '../measure/latencies.js'
import { REGISTRY } from '../subject/cases.js'
import { syntheticLedger } from '../subject/synthetic-ledger.js'

/** Read models of `events` entries, then each query `times` times with targets at random. */
export async function run({ folder, events, cases, times }) {
  const ledger = await syntheticLedger({ entries: events, cases })
  const { path, built } = await build(folder, ledger)
  const file = ReadModelFile.open(path, ledger.origin)
  const now = Date.now()
  const page = { limit: 50 }
  const some = () => ledger.streams[randomInt(cases)]
  const entryIds = file
    .all('SELECT hash FROM entries ORDER BY random() LIMIT 1000')
    .map(({ hash }) => idOf(hash))
  const queries = {
    'cases of a person, newest 50': () => listCases(file, REGISTRY, page, now),
    'one case': () => getCase(file, REGISTRY, some().slice('expertise-'.length), now),
    'timeline of a case, newest 50': () => timeline(file, REGISTRY, some(), page),
    'timeline, a later page': () => timeline(file, REGISTRY, some(), { ...page, cursor: 'NTU' }),
    'one entry with its proof': () =>
      getEntry(file, REGISTRY, entryIds[randomInt(entryIds.length)]),
    'search, a common word': () => searchCases(file, REGISTRY, 'infection', page, now),
    'search, two words': () => searchCases(file, REGISTRY, 'incendie rennes', page, now),
    'search, one case number': () =>
      searchCases(file, REGISTRY, `26/${String(randomInt(cases)).padStart(5, '0')}`, page, now),
    'ledger health': () => projectedHealth(file, now),
    'baseline: 51 rows by key': baseline(file, cases),
  }
  const results = Object.entries(queries).map(([name, query]) => ({
    name,
    ...measure(query, times),
  }))
  file.close()
  return { ...built, results }
}

async function build(folder, ledger) {
  const pages = ledger.read()
  const store = { readAll: async () => (await pages.next()).value ?? [] }
  const openings = { forEntries: async (places) => openingsOf(places, ledger) }
  const pseudonyms = { personsOf: async () => ledger.persons }
  const sources = {
    store,
    origin: ledger.origin,
    crypto: ledger.crypto,
    trust: null,
    openings,
    pseudonyms,
  }
  const begin = performance.now()
  const { events, path } = await buildGeneration(new Generations(folder), sources)
  const seconds = (performance.now() - begin) / 1000
  return { path, built: { events, seconds } }
}

function openingsOf(places, { openings }) {
  const found = places.flatMap(
    ({ stream, revision }) => openings.get(`${stream} ${revision}`) ?? [],
  )
  return new Map(found.map((opening) => [opening.digest, opening]))
}

function baseline(file, cases) {
  const sql = 'SELECT * FROM entries WHERE stream = ? ORDER BY revision DESC LIMIT 51'
  return () => file.all(sql, 1 + randomInt(cases))
}

function measure(query, times) {
  for (let i = 0; i < times / 10; i++) query()
  const latencies = new Latencies()
  for (let i = 0; i < times; i++) {
    const asked = performance.now()
    const answer = query()
    latencies.add(performance.now() - asked)
    if (answer === undefined || answer.items?.length === 0) throw new Error('found nothing')
  }
  return latencies.summary()
}

function idOf(hash) {
  const id = Uint8Array.from(hash.subarray(0, 16))
  id[6] = (id[6] & 0x0f) | 0x80
  id[8] = (id[8] & 0x3f) | 0x80
  return id.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
