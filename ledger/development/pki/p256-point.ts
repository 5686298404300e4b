/** Affine point of P-256 (SP 800-186 §3.2.1.3); undefined is the point at infinity. */
export type Point = { readonly x: bigint; readonly y: bigint } | undefined

const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const generator = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
}

/** Not constant in time: for test keys that everybody knows. */
export function multiplyGenerator(scalar: bigint): Point {
  let result: Point
  let addend: Point = generator
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = add(result, addend)
    addend = add(addend, addend)
  }
  return result
}

/** Inverse modulo a prime, by Fermat. */
export function invert(value: bigint, modulus: bigint): bigint {
  let result = 1n
  let base = modulo(value, modulus)
  for (let exponent = modulus - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % modulus
    base = (base * base) % modulus
  }
  return result
}

function add(a: Point, b: Point): Point {
  if (a === undefined) return b
  if (b === undefined) return a
  if (a.x === b.x && a.y !== b.y) return undefined
  const slope =
    a.x === b.x
      ? (3n * a.x * a.x - 3n) * invert(2n * a.y, prime)
      : (b.y - a.y) * invert(b.x - a.x, prime)
  const x = modulo(slope * slope - a.x - b.x, prime)
  return { x, y: modulo(slope * (a.x - x) - a.y, prime) }
}

function modulo(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus
}
