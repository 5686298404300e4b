import { createRequire } from 'node:module'

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer')

/** Suites that start servers, programs or browsers: the short ones then fill up the end. */
const LONG = /\.e2e\.spec\.ts$|\/test\/acceptance\//

/** Jest's own order, by which a clean clone begins with the largest files, within the long ones and the rest. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const { true: long = [], false: short = [] } = Object.groupBy(super.sort(tests), ({ path }) =>
      LONG.test(path),
    )
    return [...long, ...short]
  }
}
