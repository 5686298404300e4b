import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { ProductionSettings } from './found-production-ledger.js'

const file = z.string().min(1)
const url = z.url({ protocol: /^https?$/ })
const tsaShape = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
    url,
    certificates: z.array(file).min(1),
    chain: z.array(file).max(16),
    policies: z.array(z.string().regex(/^[0-2](\.\d+)+$/)).min(1),
    accuracy: z.int().min(0),
    crls: z.array(url).max(8),
    ocsp: url.nullable().default(null),
  })
  .refine(({ crls, ocsp }) => crls.length > 0 || ocsp !== null, {
    path: ['crls'],
    message: 'name a revocation list here or a responder in ocsp: no token could pass without',
  })
const settingsShape = z.strictObject({
  host: z.string().regex(/^[a-z0-9.-]{1,128}(?::\d{1,5})?$/),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  sealKey: file,
  sealCertificate: file,
  sealRoots: z.array(file).min(1),
  tsaRoots: z.array(file).min(1),
  tsas: z.array(tsaShape).min(1).max(16),
})

/** The settings with absolute paths, or everything that is missing or wrong in them. */
export async function readProductionSettings(
  path: string,
  passphrase: string | undefined,
): Promise<ProductionSettings | string> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    return `${path}: ${(error as Error).message}`
  }
  const parsed = settingsShape.safeParse(value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`)
    return `${path} lacks or misstates:\n  ${problems.join('\n  ')}`
  }
  const at = (name: string): string => resolve(dirname(path), name)
  const { sealKey, sealCertificate, sealRoots, tsaRoots, tsas, host, name } = parsed.data
  return {
    host,
    name,
    sealKey: at(sealKey),
    sealCertificate: at(sealCertificate),
    sealRoots: sealRoots.map(at),
    tsaRoots: tsaRoots.map(at),
    tsas: tsas.map((tsa) => ({
      ...tsa,
      certificates: tsa.certificates.map(at),
      chain: tsa.chain.map(at),
    })),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
}
