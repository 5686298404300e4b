import type { Crypto, SignatureAlgorithm, SignatureCheck } from '../src/crypto/crypto.ts'
import {
  encodeEcdsaSignature,
  p256Order,
  parseEcdsaSignature,
} from '../src/signature/ecdsa-signature.ts'
import { concatBytes } from '../src/bytes/bytes.ts'
import { parseHex, toHex } from '../src/bytes/hex.ts'
import { encodeUtf8 } from '../src/bytes/utf8.ts'

/** One valid signature, in hexadecimal so that it travels to a browser. */
export interface SignatureFixture {
  readonly algorithm: SignatureAlgorithm
  readonly publicKey: string
  readonly signature: string
  readonly message: string
}

export interface ContractFixtures {
  readonly valid: readonly SignatureFixture[]
  /** By what is wrong with the key. */
  readonly unacceptable: Readonly<Record<string, SignatureFixture>>
}

export interface Claim {
  readonly claim: string
  readonly expected: unknown
  readonly run: (crypto: Crypto) => Promise<unknown>
}

/** What every Crypto must do. Runs without a test framework, so that it runs in a browser too. */
export function cryptoClaims(fixtures: ContractFixtures): readonly Claim[] {
  return [
    ...digestClaims,
    ...acceptClaims(fixtures),
    ...refuseClaims(fixtures),
    ...batchClaims(fixtures),
  ]
}

/** FIPS 180-4 examples: the empty message, "abc", and one of two blocks. */
const digestClaims: readonly Claim[] = (
  [
    ['sha-256', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['sha-256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'sha-256',
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'sha-384',
      'abc',
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    ],
    [
      'sha-512',
      'abc',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
  ] as const
).map(([algorithm, text, expected]) => ({
  claim: `${algorithm} of ${JSON.stringify(text)}`,
  expected,
  run: async (crypto) => toHex(crypto.digest(algorithm, encodeUtf8(text))),
}))

function acceptClaims({ valid }: ContractFixtures): readonly Claim[] {
  return valid.map((fixture) => ({
    claim: `${fixture.algorithm}: a valid signature is accepted, from a view too`,
    expected: [true, true],
    run: (crypto) => crypto.verifySignatures([toCheck(fixture), inView(toCheck(fixture))]),
  }))
}

function refuseClaims({ valid, unacceptable }: ContractFixtures): readonly Claim[] {
  const mutated = valid.flatMap((fixture) =>
    mutations(toCheck(fixture), valid).map(([what, check]) => ({
      claim: `${fixture.algorithm}: ${what} is refused`,
      expected: [false],
      run: (crypto: Crypto) => crypto.verifySignatures([check]),
    })),
  )
  const keys = Object.entries(unacceptable).map(([what, fixture]) => ({
    claim: `${what} is refused`,
    expected: [false],
    run: (crypto: Crypto) => crypto.verifySignatures([toCheck(fixture)]),
  }))
  return [...mutated, ...keys]
}

function batchClaims({ valid }: ContractFixtures): readonly Claim[] {
  const checks = Array.from({ length: 300 }, (_, i) => {
    const check = toCheck(valid[i % valid.length]!)
    return i % 7 === 3 ? { ...check, message: encodeUtf8('other') } : check
  })
  return [
    {
      claim: 'a batch is answered in order, good and bad mixed',
      expected: checks.map((_, i) => i % 7 !== 3),
      run: (crypto) => crypto.verifySignatures(checks),
    },
    { claim: 'an empty batch', expected: [], run: (crypto) => crypto.verifySignatures([]) },
    {
      claim: 'the caller may change its bytes once a batch is answered',
      expected: [[true], [false]],
      run: async (crypto) => {
        const check = toCheck(valid[0]!)
        const before = await crypto.verifySignatures([check])
        check.message[0]! ^= 1
        return [before, await crypto.verifySignatures([check])]
      },
    },
  ]
}

function mutations(
  check: SignatureCheck,
  valid: readonly SignatureFixture[],
): readonly (readonly [string, SignatureCheck])[] {
  const other = valid.find((one) => one.publicKey !== toHex(check.publicKey))!
  const { publicKey, signature } = check
  const common: [string, SignatureCheck][] = [
    ['another message', { ...check, message: concatBytes(check.message, Uint8Array.of(0)) }],
    ['a flipped bit', { ...check, signature: flipLast(signature) }],
    ['an empty signature', { ...check, signature: new Uint8Array(0) }],
    ['a cut signature', { ...check, signature: signature.subarray(0, -1) }],
    ['a longer signature', { ...check, signature: concatBytes(signature, Uint8Array.of(0)) }],
    ['another kind of key', { ...check, publicKey: parseHex(other.publicKey) }],
    ['an empty key', { ...check, publicKey: new Uint8Array(0) }],
    ['a cut key', { ...check, publicKey: publicKey.subarray(0, -1) }],
    ['bytes after the key', { ...check, publicKey: concatBytes(publicKey, Uint8Array.of(0)) }],
    ['another algorithm', { ...check, algorithm: other.algorithm }],
  ]
  return check.algorithm.startsWith('ecdsa-') ? [...common, ...ecdsaMutations(check)] : common
}

function ecdsaMutations(check: SignatureCheck): [string, SignatureCheck][] {
  const size = check.algorithm.startsWith('ecdsa-p256') ? 32 : 48
  const { signature } = check
  const { r, s } = parseEcdsaSignature(signature, size)
  const zero = new Uint8Array(size)
  const padded = concatBytes(Uint8Array.of(0x30, 0x81), signature.subarray(1))
  const full = new Uint8Array(size).fill(0xff)
  return [
    ['r ‖ s instead of DER', { ...check, signature: concatBytes(r, s) }],
    ['a length in BER', { ...check, signature: padded }],
    ['r = 0', { ...check, signature: encodeEcdsaSignature({ r: zero, s }) }],
    ['s = 0', { ...check, signature: encodeEcdsaSignature({ r, s: zero }) }],
    ['r and s exchanged', { ...check, signature: encodeEcdsaSignature({ r: s, s: r }) }],
    ['s beyond the order', { ...check, signature: encodeEcdsaSignature({ r, s: full }) }],
  ]
}

/** The other half of a P-256 signature, which verifies as well: only entries insist on the lower. */
export function otherHalf({ signature, ...rest }: SignatureFixture): SignatureFixture {
  const { r, s } = parseEcdsaSignature(parseHex(signature), 32)
  const order = BigInt(`0x${toHex(p256Order)}`)
  const other = (order - BigInt(`0x${toHex(s)}`)).toString(16).padStart(64, '0')
  return { ...rest, signature: toHex(encodeEcdsaSignature({ r, s: parseHex(other) })) }
}

function toCheck({ algorithm, message, publicKey, signature }: SignatureFixture): SignatureCheck {
  return {
    algorithm,
    publicKey: parseHex(publicKey),
    signature: parseHex(signature),
    message: parseHex(message),
  }
}

function inView(check: SignatureCheck): SignatureCheck {
  const view = (bytes: Uint8Array): Uint8Array =>
    concatBytes(Uint8Array.of(9, 9, 9), bytes, Uint8Array.of(9)).subarray(3, 3 + bytes.length)
  const { algorithm, message, publicKey, signature } = check
  return {
    algorithm,
    publicKey: view(publicKey),
    signature: view(signature),
    message: view(message),
  }
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const flipped = bytes.slice()
  flipped[flipped.length - 1]! ^= 1
  return flipped
}
