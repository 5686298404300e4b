import { cryptoClaims } from '../test/crypto-contract.ts'
import { cryptoFixtures } from '../test/crypto-fixtures.ts'
import { nodeCrypto } from './node-crypto.ts'

const claims = cryptoClaims(cryptoFixtures())

describe.each(['pool', 'caller'] as const)('signatures in the %s', (signatures) => {
  const crypto = nodeCrypto({ signatures })
  test.each(claims.map((claim) => [claim.claim, claim] as const))('%s', async (_, claim) => {
    expect(await claim.run(crypto)).toEqual(claim.expected)
  })
})
