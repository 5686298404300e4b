import { event, newStream } from './event-store/kit.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'
import { httpWorld, type Caller, type HttpWorld } from './http-world.js'

let double: EventStoreDbDouble
let world: HttpWorld
let operator: Caller

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  world = await httpWorld({ eventStoreDb: { url: double.url } })
  operator = await world.as('operateur')
}, 60_000)
afterEach(async () => {
  await world.close()
  double.kill()
})

/** What an administrator of the server writes into a stream of its own. */
function administer(stream: string, type: string, data: object): void {
  double.log.append(stream, 'any', [
    {
      ...event('x'),
      type,
      contentType: 'application/json',
      custom: new Uint8Array(),
      data: Buffer.from(JSON.stringify(data)),
    },
  ])
}

const cut = (stream: string) => administer(`$$${stream}`, '$metadata', { $maxCount: 1 })
const restore = (stream: string) => administer(`$$${stream}`, '$metadata', {})

/** Lines of the metrics about what stands, once one of them is this. */
async function counted(line: string): Promise<readonly string[]> {
  return eventually(async () => {
    const { body } = await operator.get('/metrics')
    const lines = body.split('\n').filter((each) => /^contremarque_(?:alarms|store)/.test(each))
    return lines.includes(line) && lines
  })
}

test('T-04 a stream cut under a running server is counted by the metrics, and no more once it is undone', async () => {
  expect((await operator.get('/metrics')).body).toContain('# TYPE contremarque_alarms gauge')
  const stream = newStream()
  cut(stream)
  expect(await counted('contremarque_alarms{code="STORE_INTERFERED"} 1')).toContain(
    'contremarque_store_interferences{kind="truncation"} 1',
  )
  restore(stream)
  await eventually(async () => !/contremarque_alarms{/.test((await operator.get('/metrics')).body))
})

test('T-04 a scavenge, which threatens nothing by itself, is counted and no alarm', async () => {
  administer('$scavenges-1', '$scavengeStarted', {})
  expect(await counted('contremarque_store_interferences{kind="scavenge"} 1')).toHaveLength(1)
})
