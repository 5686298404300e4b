import { readFileSync } from 'node:fs'
import { EventStoreDbDouble } from './eventstoredb-double.js'
import { observe, type Step } from './observed-steps.js'

const observed = JSON.parse(readFileSync(new URL('observed.json', import.meta.url), 'utf8')) as {
  readonly steps: readonly Step[]
}

test('the double answers every step as the real servers were observed to', async () => {
  const double = await EventStoreDbDouble.start()
  try {
    expect(await observe(double.url)).toEqual(observed.steps)
  } finally {
    double.kill()
  }
})
