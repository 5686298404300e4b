import { parseBase64 } from '../bytes/base64.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import { LedgerError } from '../errors.ts'
import type { RevocationRecord } from '../records/records.ts'
import type { Place } from '../report/report.ts'
import type { RevocationStatus } from '../timestamp/check-tsa-chain.ts'
import type { TokenVerifier } from '../timestamp/verify-token.ts'

/** Tokens of one authority by one path, packed: a ledger may lack the data of all it has. */
interface Group {
  readonly tsa: string
  readonly path: readonly Certificate[]
  readonly verifier: TokenVerifier
  /** By token: number of its stamp, line of an export or 0, milliseconds since 1970. */
  stamps: number[]
  lines: number[]
  times: number[]
}

/** Valid tokens that came without data which says that their certificates were not revoked. */
export class UnprovedTokens {
  private readonly groups: Group[] = []

  add(
    tsa: string,
    { path, verifier }: Pick<Group, 'path' | 'verifier'>,
    { stamp = 0, line = 0 }: Place,
    genTime: number,
  ): void {
    const group = this.groupOf(tsa, path) ?? this.begin(tsa, path, verifier)
    group.stamps.push(stamp)
    group.lines.push(line)
    group.times.push(genTime)
  }

  /**
   * Takes out what the untrusted data of a later record settles.
   * @returns where the tokens stand whose certificate it shows to be revoked
   */
  async settle(record: RevocationRecord): Promise<readonly Place[]> {
    const revoked: Place[] = []
    const data = dataOf(record)
    if (data === undefined) return revoked
    for (const group of this.groups) {
      if (group.tsa !== record.tsa) continue
      const named = indexes(group, record)
      const statuses = await statusesOf(group, named, data)
      const isLeft = (i: number) => (statuses.get(i) ?? 'unknown') === 'unknown'
      for (const i of named) if (statuses.get(i) === 'revoked') revoked.push(placeAt(group, i))
      if (!named.every(isLeft)) keep(group, isLeft)
    }
    return revoked
  }

  /** Where those stand that nothing settled. */
  *left(): Iterable<{ readonly tsa: string; readonly place: Place }> {
    for (const group of this.groups) {
      for (let i = 0; i < group.stamps.length; i++)
        yield { tsa: group.tsa, place: placeAt(group, i) }
    }
  }

  private groupOf(tsa: string, path: readonly Certificate[]): Group | undefined {
    return this.groups.find(
      (group) =>
        group.tsa === tsa &&
        group.path.length === path.length &&
        group.path.every((certificate, i) => certificate === path[i]),
    )
  }

  private begin(tsa: string, path: readonly Certificate[], verifier: TokenVerifier): Group {
    const group = { tsa, path, verifier, stamps: [], lines: [], times: [] }
    this.groups.push(group)
    return group
  }
}

interface Data {
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

function dataOf({ crls, ocsps }: RevocationRecord): Data | undefined {
  try {
    return { crls: crls.map(parseBase64), ocsps: ocsps.map(parseBase64) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return undefined
  }
}

function indexes({ stamps }: Group, { firstStamp, lastStamp }: RevocationRecord): number[] {
  const named: number[] = []
  for (const [i, stamp] of stamps.entries()) {
    if (stamp >= firstStamp && stamp <= lastStamp) named.push(i)
  }
  return named
}

/**
 * What the data says at the time of each token. It is asked once where it can say one thing only: what
 * covers the last instant covers those before it, and what does not cover the first covers none after it.
 */
async function statusesOf(
  { path, verifier, times }: Group,
  named: readonly number[],
  data: Data,
): Promise<ReadonlyMap<number, RevocationStatus>> {
  const at = (i: number) => verifier.revocationOf(path, { ...data, at: times[i]! })
  const ordered = named.toSorted((a, b) => times[a]! - times[b]!)
  const [first] = ordered
  const last = ordered.at(-1)
  if (first === undefined || last === undefined) return new Map()
  const [atFirst, atLast] = [await at(first), await at(last)]
  if (atLast === 'good' || atFirst === atLast) return new Map(named.map((i) => [i, atLast]))
  const statuses = new Map<number, RevocationStatus>()
  for (const i of ordered) statuses.set(i, await at(i))
  return statuses
}

function keep(group: Group, isLeft: (i: number) => boolean): void {
  for (const part of ['stamps', 'lines', 'times'] as const) {
    group[part] = group[part].filter((_, i) => isLeft(i))
  }
}

function placeAt({ stamps, lines }: Group, i: number): Place {
  const line = lines[i]!
  return { stamp: stamps[i]!, ...(line === 0 ? {} : { line }) }
}
