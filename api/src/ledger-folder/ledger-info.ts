import { LedgerError } from '@contremarque/ledger'
import { z } from 'zod'
import { FolderError } from './folder-error.js'

export const INFO_VERSION = 'contremarque/folder/1'

const tsaSettings = z.strictObject({
  /** Name in the genesis and in every stamping record. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  /** Where it answers RFC 3161 over HTTP; null: the development TSA of this folder. */
  url: z.url({ protocol: /^https?$/ }).nullable(),
  /** Policy to ask for, dotted; null: it chooses. */
  policy: z
    .string()
    .regex(/^[0-2](\.\d+)+$/)
    .nullable(),
  /** Issuer certificates to keep beside each token, DER in base64, signer's issuer first. */
  chain: z.array(z.base64()).max(16),
  /** Where its revocation lists are fetched, to be kept beside each token. */
  crls: z.array(z.url({ protocol: /^https?$/ })).max(8),
  /** Where its OCSP responder answers, to be asked after each token; absent before there was a choice. */
  ocsp: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
})

const ledgerInfo = z.strictObject({
  v: z.literal(INFO_VERSION),
  origin: z.string(),
  name: z.string(),
  profile: z.enum(['development', 'production']),
  /** Streams `sealing-<uuid>` and `stamping-<uuid>`. */
  ledgerId: z.uuid(),
  createdAt: z.iso.datetime({ precision: 3 }),
  tsas: z.array(tsaSettings).min(1).max(16),
  /** The engine that holds the events; absent in folders made before there was a choice. */
  store: z.enum(['sqlite', 'eventstoredb']).default('sqlite'),
  /** The engine that holds personal data; absent in folders made before there was a choice. */
  personalData: z.enum(['sqlite', 'postgres']).default('sqlite'),
  /** Whether documents stand in this folder or in one that several nodes share. */
  documents: z.enum(['folder', 'shared']).default('folder'),
})

/** `ledger.json`: what the folder is; nothing in it is secret, nothing in it is evidence. */
export type LedgerInfo = z.infer<typeof ledgerInfo>
export type TsaSettings = z.infer<typeof tsaSettings>

/** @throws FolderError FOLDER_MALFORMED */
export function parseLedgerInfo(text: string): LedgerInfo {
  const parsed = ledgerInfo.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = `ledger.json: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`
  throw new FolderError('FOLDER_MALFORMED', message)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new FolderError('FOLDER_MALFORMED', 'ledger.json is no JSON', { cause })
  }
}

/** Names of the streams that are no leaves. */
export function recordStreams({ ledgerId }: Pick<LedgerInfo, 'ledgerId'>) {
  return { sealing: `sealing-${ledgerId}`, stamping: `stamping-${ledgerId}` } as const
}

/** The message of an error that may be one of ours. */
export function reasonOf(error: unknown): string {
  return error instanceof LedgerError || error instanceof Error ? error.message : String(error)
}
