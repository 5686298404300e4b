/** FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of the cube roots of 64 primes. */
const constants = Int32Array.from(primes(64), (prime) => fractionBits(Math.cbrt(prime)))
/** §5.3.3: the same of the square roots of 8 primes. No root is near a whole bit: any engine agrees. */
const initial = Int32Array.from(primes(8), (prime) => fractionBits(Math.sqrt(prime)))
/** Reused: digests are synchronous. */
const schedule = new Int32Array(64)
const state = new Int32Array(8)
const tail = new Uint8Array(128)

/**
 * SHA-256 (FIPS 180-4), synchronous, at least twice as fast on entries in Chromium as the library
 * that does the longer digests; SubtleCrypto is asynchronous, and slower on what is short (ADR 12).
 */
export function sha256(message: Uint8Array): Uint8Array {
  state.set(initial)
  const whole = message.length - (message.length % 64)
  for (let at = 0; at < whole; at += 64) compress(message, at)
  const rest = message.length - whole
  const padded = rest < 56 ? 64 : 128
  tail.fill(0)
  tail.set(message.subarray(whole))
  tail[rest] = 0x80
  const bits = message.length * 8
  writeWord(tail, padded - 8, Math.floor(bits / 0x1_0000_0000))
  writeWord(tail, padded - 4, bits)
  for (let at = 0; at < padded; at += 64) compress(tail, at)
  const digest = new Uint8Array(32)
  for (let i = 0; i < 8; i++) writeWord(digest, 4 * i, state[i]!)
  return digest
}

/** §6.2.2, one block. */
function compress(bytes: Uint8Array, at: number): void {
  expand(bytes, at)
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + constants[i]! + schedule[i]!) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0]! += a
  state[1]! += b
  state[2]! += c
  state[3]! += d
  state[4]! += e
  state[5]! += f
  state[6]! += g
  state[7]! += h
}

function expand(bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const o = at + 4 * i
    schedule[i] = (bytes[o]! << 24) | (bytes[o + 1]! << 16) | (bytes[o + 2]! << 8) | bytes[o + 3]!
  }
  for (let i = 16; i < 64; i++) {
    const x = schedule[i - 15]!
    const y = schedule[i - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    schedule[i] = (schedule[i - 16]! + s0 + schedule[i - 7]! + s1) | 0
  }
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24
  bytes[at + 1] = word >>> 16
  bytes[at + 2] = word >>> 8
  bytes[at + 3] = word
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x1_0000_0000)
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n)
  }
  return found
}
