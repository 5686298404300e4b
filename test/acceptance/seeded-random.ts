/**
 * Numbers from 0 to 1 that CONTREMARQUE_SEED makes come again (mulberry32). The seed is to be
 * printed by whoever uses it.
 */
export function seededRandom(): { readonly seed: number; random(): number } {
  const named = process.env['CONTREMARQUE_SEED']
  const seed = named === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(named)
  let state = seed
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, random }
}
