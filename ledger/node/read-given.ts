import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { LedgerError } from '../src/errors.ts'
import type { TrustReport } from '../src/report/report.ts'
import { parseTrust } from '../src/trust/parse-trust.ts'
import type { Trust } from '../src/trust/trust.ts'
import { parseAgainst } from '../src/verifier/parse-against.ts'
import type { Against } from '../src/verifier/verify-options.ts'
import type { VerifyArguments } from './verify-arguments.ts'

export interface GivenTrust {
  readonly trust: Trust | null
  readonly trustSource: TrustReport['source']
}

/** Never from the evidence: what was named, else what stands beside it under its name. */
export async function readTrust({ path, trust }: VerifyArguments): Promise<GivenTrust> {
  if (trust !== undefined)
    return { trust: await parseFile(trust, parseTrust), trustSource: 'given' }
  const plain = path.replace(/\/+$/, '')
  const besides = [plain.replace(/\.[^./]+$/, ''), plain].map((name) => `${name}.trust.json`)
  const beside = besides.find((name) => existsSync(name))
  if (beside === undefined) return { trust: null, trustSource: 'none' }
  return { trust: await parseFile(beside, parseTrust), trustSource: 'beside' }
}

/** A receipt or a checkpoint to compare with. @throws LedgerError RECEIPT_MALFORMED, CHECKPOINT_MALFORMED */
export function readAgainst(path: string): Promise<Against> {
  return parseFile(path, parseAgainst)
}

async function parseFile<T>(path: string, parse: (bytes: Uint8Array) => T): Promise<T> {
  try {
    return parse(await readFile(path))
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError(cause.code, `${path}: ${cause.message}`, { cause })
  }
}
