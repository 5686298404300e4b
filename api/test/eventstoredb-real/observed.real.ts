import { readFileSync } from 'node:fs'
import { observe, type Step } from '../eventstoredb-double/observed-steps.js'
import { realServer } from './real-server.js'

const path = new URL('../eventstoredb-double/observed.json', import.meta.url)
const observed = JSON.parse(readFileSync(path, 'utf8')) as { readonly steps: readonly Step[] }

test('this server answers every step as those observed: what the double is held to is true', async () => {
  expect(await observe((await realServer()).url)).toEqual(observed.steps)
})
