import { attendance } from './attendance.ts'

const real = performance.now.bind(performance)
let now = 0

beforeAll(() => {
  performance.now = () => now
})
afterAll(() => {
  performance.now = real
})

/** Whether a request through the client says that nobody may be there. */
async function isUnattended(): Promise<boolean> {
  const headers = new Map<string, string>()
  await attendance.onRequest!({ request: { headers } } as never)
  return headers.get('Contremarque-Unattended') === 'true'
}

test.each(['pointerdown', 'keydown', 'wheel', 'touchmove'])(
  'after a %s a page is attended for a minute, then it asks of itself',
  async (sign) => {
    document.dispatchEvent(new Event(sign))
    now += 600_000
    expect(await isUnattended()).toBe(true)
    document.dispatchEvent(new Event(sign))
    expect(await isUnattended()).toBe(false)
    now += 60_000
    expect(await isUnattended()).toBe(false)
    now += 1
    expect(await isUnattended()).toBe(true)
  },
)
