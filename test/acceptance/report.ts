import { contremarque, type Ended } from './run-command.ts'

interface Finding {
  readonly indication: string
  readonly code: string
  readonly message: string
  readonly place: { readonly stream?: string; readonly revision?: number; readonly line?: number }
}

export interface Verified {
  readonly status: number | null
  readonly verdict: string
  readonly entries: number
  readonly summary: string
  readonly findings: readonly Finding[]
  readonly ended: Ended
}

/** `contremarque verify --json`, its report parsed. */
export async function verified(...argv: readonly string[]): Promise<Verified> {
  const ended = await contremarque(['verify', ...argv, '--json'])
  if (!ended.stdout.startsWith('{')) throw new RangeError(`no report: ${JSON.stringify(ended)}`)
  const report = JSON.parse(ended.stdout) as Omit<Verified, 'status' | 'ended'>
  return { ...report, status: ended.status, ended }
}

/** `stream@revision` of every finding that FAILED, in the order of the report. */
export function failedPlaces({ findings }: Verified): string[] {
  return findings
    .filter(({ indication }) => indication === 'FAILED')
    .map(({ place: { stream, revision } }) => `${stream ?? '?'}@${revision ?? '?'}`)
}

export function codesOf({ findings }: Verified): string[] {
  return findings.map(({ code }) => code)
}
