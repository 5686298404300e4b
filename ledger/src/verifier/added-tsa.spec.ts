import { developmentTsa, type DevelopmentTsa } from '../../development/index.ts'
import { TestLedger } from '../../test/test-ledger.ts'
import { crypto, freshKeys, POLICY, START, testWorld, type World } from '../../test/test-world.ts'
import { codes, verifyBytes } from '../../test/verify-bytes.ts'
import { fileSigner, generateP256 } from '../../node/index.ts'

let world: World
let ledger: TestLedger
let renewed: { readonly tsa: DevelopmentTsa; readonly digest: string }

beforeEach(async () => {
  world = await testWorld(freshKeys())
  ledger = await TestLedger.open(world)
  renewed = await authorityOf(world)
})

/** The authority with another key, of a certificate that this world's root issues. */
async function authorityOf({ pki }: World) {
  const { privateKeyPem, publicKey } = generateP256()
  const notBefore = START - 86_400_000
  const request = { usage: 'tsa', commonName: 'Test TSA', publicKey, notBefore } as const
  const certificate = await pki.issue(request)
  const signer = fileSigner({ privateKeyPem, certificate })
  const clock = () => world.clock.now
  const tsa = developmentTsa(
    { signer, policy: POLICY, accuracy: 50, clock, serial: () => 1n },
    crypto,
  )
  return { tsa, digest: crypto.digest('sha-256', certificate).toHex() }
}

async function add(digest = renewed.digest): Promise<void> {
  await ledger.append('platform-keys', 'TsaAdded', { ...ledger.tsa(), certificates: [digest] })
}

async function stamped(tsa = renewed.tsa): Promise<void> {
  await ledger.seal()
  await ledger.stamp({ tsa })
}

const verdict = async () => {
  const report = await verifyBytes(ledger.export(), ledger.trust)
  return [report.verdict, codes(report)]
}

test('TF-06 T-09 a token of a certificate that nothing adds is refused', async () => {
  await stamped()
  expect(await verdict()).toEqual(['TOTAL_FAILED', ['TOKEN_CERTIFICATE_NOT_PINNED', 'NOT_STAMPED']])
})

test('TF-06 one that an entry adds counts from the run on that the entry is in', async () => {
  await add()
  await stamped()
  await stamped(world.tsa)
  await stamped()
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})

test('TF-06 T-09 an entry adds nothing to runs before it', async () => {
  await stamped()
  await add()
  await stamped()
  const [total, found] = await verdict()
  expect([total, found]).toEqual(['TOTAL_FAILED', ['TOKEN_CERTIFICATE_NOT_PINNED']])
})

test('TF-06 T-09 no entry makes a certificate of another root count', async () => {
  const other = await authorityOf(await testWorld(freshKeys()))
  await add(other.digest)
  await stamped(other.tsa)
  expect(await verdict()).toEqual(['TOTAL_FAILED', ['TOKEN_CHAIN_UNTRUSTED', 'NOT_STAMPED']])
})
