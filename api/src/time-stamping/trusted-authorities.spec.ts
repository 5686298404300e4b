import { LedgerKit } from '../../test/ledger-kit.js'
import { TrustedAuthorities } from './trusted-authorities.js'

let kit: LedgerKit

beforeEach(async () => {
  kit = await new LedgerKit().open()
})
afterEach(() => kit.remove())

const digest = (digit: string) => digit.repeat(64)

/** Bytes of an entry that adds this certificate. */
async function addition(name: string, certificate: string): Promise<Uint8Array> {
  const data = { name, policies: ['1.2.3'], certificates: [certificate], accuracy: 7 }
  const { der } = await kit.recordEvent('platform-keys', 'TsaAdded', data)
  return der
}

test('T-09 what an entry adds counts from the batch that seals it, never for a run before', async () => {
  const { trust, crypto } = kit.folder
  const authorities = new TrustedAuthorities(trust, crypto)
  authorities.learn(await addition('development', digest('a')), 3)
  authorities.learn(await addition('other', digest('b')), 5)
  const { certificates, accuracy, policies } = trust.tsas[0]!
  const known = (name: string, batch: number) => authorities.find(name, batch)?.tsa
  expect(known('development', 2)).toEqual({ name: 'development', certificates, accuracy, policies })
  expect(known('development', 3)).toEqual({
    name: 'development',
    accuracy,
    certificates: [...certificates, digest('a')],
    policies: [...policies, '1.2.3'],
  })
  expect(known('other', 4)).toBeUndefined()
  expect(known('other', 5)).toMatchObject({ certificates: [digest('b')], accuracy: 7 })
})

test('other entries, and what is none, add nothing', async () => {
  const { trust, crypto } = kit.folder
  const authorities = new TrustedAuthorities(trust, crypto)
  const [entry] = await kit.record('platform-timestamping', 1)
  authorities.learn(entry!.der, 0)
  authorities.learn(new Uint8Array(9), 0)
  expect(authorities.find('development', 9)?.tsa).toEqual(trust.tsas[0])
  expect(authorities.find('other', 9)).toBeUndefined()
})

test('T-09 entries that are told again, as when the store is read again, count once and from their batch', async () => {
  const { trust, crypto } = kit.folder
  const authorities = new TrustedAuthorities(trust, crypto)
  const told = [
    [await addition('first', digest('a')), 3],
    [await addition('other', digest('b')), 5],
  ] as const
  for (const [entry, batch] of [...told, ...told]) authorities.learn(entry, batch)
  expect(authorities.find('first', 4)?.tsa).toMatchObject({ certificates: [digest('a')] })
  expect(authorities.find('other', 4)).toBeUndefined()
  expect(authorities.find('other', 5)?.tsa).toMatchObject({ certificates: [digest('b')] })
})
