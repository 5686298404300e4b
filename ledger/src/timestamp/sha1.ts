/**
 * SHA-1 (FIPS 180-4 §6.1). For one purpose only: to see whether an RFC 2634 ESSCertID, which knows
 * no other digest, names the certificate at hand. The certificate is authenticated by its chain.
 */
export function sha1(message: Uint8Array): Uint8Array {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const view = new DataView(padded(message).buffer)
  const words = new Uint32Array(80)
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + 4 * i)
    for (let i = 16; i < 80; i++) {
      words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1)
    }
    compress(state, words)
  }
  const digest = new DataView(new ArrayBuffer(20))
  state.forEach((word, index) => digest.setUint32(4 * index, word))
  return new Uint8Array(digest.buffer)
}

function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  bytes.set(message)
  bytes[message.length] = 0x80
  new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(message.length) * 8n)
  return bytes
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number]
  for (let i = 0; i < 80; i++) {
    const next =
      (rotate(a, 5) + mix(i, b, c, d) + e + constants[Math.floor(i / 20)]! + words[i]!) >>> 0
    ;[e, d, c, b, a] = [d, c, rotate(b, 30), a, next]
  }
  for (const [index, word] of [a, b, c, d, e].entries()) state[index]! += word
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6]

function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d)
  if (round < 40 || round >= 60) return b ^ c ^ d
  return (b & c) | (b & d) | (c & d)
}

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0
}
