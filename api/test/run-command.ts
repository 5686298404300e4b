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
  const { log, error } = console
  const write = process.stdout.write.bind(process.stdout)
  console.log = (text: unknown) => void out.push(String(text))
  console.error = (text: unknown) => void err.push(String(text))
  process.stdout.write = (text: string | Uint8Array) => {
    out.push(String(text))
    return true
  }
  try {
    const code = await run(argv)
    return { code, out: out.join('\n'), err: err.join('\n') }
  } finally {
    Object.assign(console, { log, error })
    process.stdout.write = write
  }
}
