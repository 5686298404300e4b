import { parseArgs } from 'node:util'

/** What the command line of `verify` asks for. */
export interface VerifyArguments {
  readonly path: string
  readonly trust?: string
  readonly against?: string
  readonly isJson: boolean
  readonly isIntegrityOnly: boolean
}

export const verifyHelp = `Usage: verify PATH [--trust FILE] [--against FILE] [--json] [--integrity-only]

Checks an export, a receipt or a data folder without trusting whoever made it.

  --trust FILE       trust file; without it, the *.trust.json of the same name beside PATH
  --against FILE     a receipt or a checkpoint that the ledger must contain
  --json             the report as JSON
  --integrity-only   leave the signatures of entries out: at best INDETERMINATE
  --help

Ends with 0 passed, 1 failed, 2 indeterminate, 64 wrong usage.

Example: verify ledger.jsonl --trust ledger.trust.json --against my-receipt.json`

/** The arguments, or what is wrong with them. */
export function parseVerifyArguments(argv: readonly string[]): VerifyArguments | string {
  const options = {
    trust: { type: 'string' },
    against: { type: 'string' },
    json: { type: 'boolean' },
    'integrity-only': { type: 'boolean' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    const [path, ...more] = positionals
    if (path === undefined) return 'expected a PATH'
    if (more.length > 0) return `expected one PATH, got ${positionals.length}`
    return {
      path,
      ...(values.trust === undefined ? {} : { trust: values.trust }),
      ...(values.against === undefined ? {} : { against: values.against }),
      isJson: values.json === true,
      isIntegrityOnly: values['integrity-only'] === true,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
