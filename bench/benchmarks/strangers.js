import { ms, ratio, table } from '../measure/table.js'
import { measureStrangers } from '../subject/measure-strangers.js'

export const title =
  'Not found (T-22): the answer to a stranger about what is of others, beside that about what is not there'

export async function run({ quick, print }) {
  const [cases, pairs] = quick ? [50, 100] : [100, 500]
  const results = await measureStrangers({ cases, pairs })
  print(
    table(
      [
        '',
        'waits ms',
        'pairs',
        'of others p50 ms',
        'of none p50 ms',
        'others / none',
        'longer of the two',
      ],
      results.map(({ route, waits, others, none, longer }) => [
        route,
        waits,
        pairs,
        ms(others),
        ms(none),
        ratio(others, none),
        `${(100 * longer).toFixed(1)} %`,
      ]),
    ),
  )
  print(
    'longer of the two: pairs in which that about what is of others took longer; 50 %: nothing to learn',
  )
  return { cases, pairs, results }
}
