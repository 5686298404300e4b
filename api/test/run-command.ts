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
  const restore = redirect(out, err)
  try {
    const code = await run(argv)
    return { code, out: out.join('\n'), err: err.join('\n') }
  } finally {
    restore()
  }
}

/** What is printed in each test, wherever it goes: one list, emptied before the next. */
export function saidInEachTest(): string[] {
  const said: string[] = []
  let restore: () => void
  beforeEach(() => {
    said.length = 0
    restore = redirect(said, said)
  })
  afterEach(() => restore())
  return said
}

/** Keeps what is printed until the function returned is called. */
function redirect(out: string[], err: string[]): () => void {
  const { log, error } = console
  const { write } = process.stdout
  console.log = (...words: unknown[]) => void out.push(words.join(' '))
  console.error = (...words: unknown[]) => void err.push(words.join(' '))
  process.stdout.write = (text: string | Uint8Array) => out.push(String(text)) > 0
  return () => {
    Object.assign(console, { log, error })
    process.stdout.write = write
  }
}
