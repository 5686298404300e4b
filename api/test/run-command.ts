import { jest } from '@jest/globals'

export interface CommandRun {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command in this process and keeps what it prints. */
export async function runCommand(
  run: (argv: readonly string[]) => Promise<number>,
  ...argv: readonly string[]
): Promise<CommandRun> {
  const out: string[] = []
  const err: string[] = []
  const log = jest.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)))
  const error = jest
    .spyOn(console, 'error')
    .mockImplementation((text) => void err.push(String(text)))
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out.push(String(text))
    return true
  })
  try {
    const code = await run(argv)
    return { code, out: out.join('\n'), err: err.join('\n') }
  } finally {
    for (const spy of [log, error, write]) spy.mockRestore()
  }
}
