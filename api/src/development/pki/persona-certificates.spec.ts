import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { developmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { toProblem } from '../../http/problem-of.js'
import { personaOf } from '../../identity/personas.js'
import { DevelopmentPersonaCertificates } from './persona-certificates.js'

const YEAR = 365 * 86_400_000
const now = Date.parse('2026-11-20T08:00:00Z')
const crypto = nodeCrypto()
const expert = personaOf('expert')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-personas-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function opened(): Promise<DevelopmentPersonaCertificates> {
  const key = keySigner(generateP256().privateKeyPem)
  const pki = await developmentPki({ key, notBefore: now, randomBytes, crypto })
  return DevelopmentPersonaCertificates.open(folder, pki, crypto, now)
}

test('T-25 a persona’s certificate is of this ledger’s root and of its time: another identifies nobody', async () => {
  const own = await opened()
  expect(await own.validAt(expert, now)).toBe(own.of(expert))
  const refused = { code: 'PERSONA_CERTIFICATE_INVALID' }
  await expect(own.validAt(expert, now + 11 * YEAR)).rejects.toMatchObject(refused)
  // The files are those of before, the root is another.
  const other = await opened()
  expect(other.of(expert).der).toEqual(own.of(expert).der)
  const error: unknown = await other.validAt(expert, now).catch((cause: unknown) => cause)
  expect(toProblem(error)).toMatchObject({ status: 403, ...refused })
})
