/**
 * What a stack belongs to: the first rule that fits a frame, from the innermost frame out. Files that
 * several parts use have no rule of their own: their time is their caller's.
 */
const rules = [
  ['P-256 signature', /ledger\/dist\/node\/file-signer/],
  ['signature check', /ledger\/dist\/node\/node-crypto/, /^verify/],
  ['digests', /ledger\/dist\/node\/node-crypto/],
  ['entry: commitments', /ledger\/dist\/src\/entry\/commitment/],
  ['entry: encode', /ledger\/dist\/src\/entry\/sign-entry/],
  ['entry: parse', /ledger\/dist\/src\/entry\/parse-/],
  ['export lines', /ledger\/dist\/src\/source\//],
  ['verifier: checks', /ledger\/dist\/src\/verifier\//],
  ['event store', /api\/dist\/event-store\//],
  ['personal data', /api\/dist\/personal-data\//],
  ['sealing', /api\/dist\/sealing\//],
  ['time-stamping', /api\/dist\/time-stamping\//],
  ['projections', /api\/dist\/projections\//],
  ['recorder and deciders', /api\/dist\/(recorder|actions)\//],
  ['HTTP edge of ours', /api\/dist\/(http|identity)\//],
  ['Kysely', /node_modules\/kysely/],
  ['EventStoreDB client', /node_modules\/(@eventstore|@grpc|google-protobuf)\//],
  ['Nest, Fastify, zod', /node_modules\//],
  ['node:http', /^node:(_http|net|internal\/(http|streams|stream_base))/],
  ['bench itself', /bench\/(parts|measure|subject)\//],
]

/**
 * Time by part of the program, most first; idle time left out. Waiting for the disk within a call of
 * SQLite counts as time of that part.
 */
export function profileParts({ nodes, samples, timeDeltas }) {
  const totals = new Map()
  const parents = new Map()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id)
  const parts = new Map(nodes.map(({ id }) => [id, partOfStack(id, byId, parents)]))
  samples.forEach((id, i) => {
    const part = parts.get(id)
    if (part !== undefined) totals.set(part, (totals.get(part) ?? 0) + timeDeltas[i])
  })
  return [...totals]
    .map(([part, microseconds]) => ({ part, milliseconds: microseconds / 1000 }))
    .sort((a, b) => b.milliseconds - a.milliseconds)
}

function partOfStack(leaf, byId, parents) {
  const { functionName } = byId.get(leaf).callFrame
  if (functionName === '(idle)') return undefined
  if (functionName === '(garbage collector)') return 'garbage collection'
  for (let id = leaf; id !== undefined; id = parents.get(id)) {
    const { url, functionName: name } = byId.get(id).callFrame
    const rule = rules.find(([, file, named]) => file.test(url) && (named?.test(name) ?? true))
    if (rule !== undefined) return rule[0]
  }
  return 'runtime and other'
}
