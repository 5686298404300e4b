import { median } from './table.js'

/**
 * Measures two ways beside each other, in rounds of ABBA and BAAB by turns: what drifts, and what a run leaves
 * to the next one, falls on both alike. The first run of each warms up and does not count.
 * @param measure what one run of a way comes to, per second
 * @returns all figures of each way, and the median of what the rounds came to, A of B
 */
export async function inTurns([a, b], rounds, measure) {
  for (const way of [a, b]) await measure(way)
  const figures = new Map([a, b].map((way) => [way, []]))
  const ratios = []
  for (let round = 0; round < rounds; round++) {
    const sums = new Map([a, b].map((way) => [way, 0]))
    for (const way of round % 2 === 0 ? [a, b, b, a] : [b, a, a, b]) {
      const figure = await measure(way)
      figures.get(way).push(figure)
      sums.set(way, sums.get(way) + figure)
    }
    ratios.push(sums.get(a) / sums.get(b))
  }
  return { a: figures.get(a), b: figures.get(b), ratios, ratio: median(ratios) }
}
