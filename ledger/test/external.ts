import { spawnSync } from 'node:child_process'

/** Outside programs that cross-check what we make: never needed to use the ledger. */
export type ExternalProgram = 'openssl' | 'java'

const probes: Readonly<Record<ExternalProgram, readonly string[]>> = {
  openssl: ['version'],
  java: ['-version'],
}

/**
 * `describe` for a suite that needs an outside program. Where the program is missing, the suite
 * shows as one skipped test named NOT RUN; it fails instead when CONTREMARQUE_REQUIRE (a list with
 * commas) names the program.
 */
export function describeWithProgram(
  program: ExternalProgram,
  name: string,
  suite: () => void,
): void {
  if (spawnSync(program, [...probes[program]], { stdio: 'ignore' }).status === 0) {
    describe(name, suite)
    return
  }
  const required = (process.env['CONTREMARQUE_REQUIRE'] ?? '').split(',')
  describe(name, () => {
    if (required.includes(program)) {
      test(`${program} is required by CONTREMARQUE_REQUIRE`, () => {
        expect(`${program} missing`).toBe(`${program} found`)
      })
    } else {
      test.skip(`NOT RUN: ${program} is missing`, () => undefined)
    }
  })
}

export interface ProgramResult {
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs an outside program with bytes on its standard input. */
export function runProgram(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
): ProgramResult {
  const options = input === undefined ? {} : { input }
  const { status, stdout, stderr } = spawnSync(program, [...args], options)
  return { status, stdout, stderr: stderr.toString() }
}
