import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { arrivalTimers } from './arrival-timers.js'

let server: Server
let sender: Socket
let receiver: Socket

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  sender = connect((server.address() as AddressInfo).port, '127.0.0.1')
  receiver = ((await once(server, 'connection')) as [Socket])[0]
})

afterEach(() => {
  sender.destroy()
  receiver.destroy()
  server.close()
})

test('what came while the process was held up is taken in before its time is over', async () => {
  const told: string[] = []
  const cancel = arrivalTimers.after(20, () => told.push('late'))
  const came = once(receiver, 'data').then(() => {
    told.push('came')
    cancel()
  })
  sender.write('x')
  holdUp(60)
  await came
  await new Promise(setImmediate)
  expect(told).toEqual(['came'])
})

test('what does not come is told late; cancelled, it is not', async () => {
  const told: string[] = []
  arrivalTimers.after(1, () => told.push('cancelled'))()
  await new Promise<void>((resolve) => {
    arrivalTimers.after(5, () => {
      told.push('late')
      resolve()
    })
  })
  expect(told).toEqual(['late'])
})

function holdUp(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
