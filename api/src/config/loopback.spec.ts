import { isLoopback } from './loopback.js'

test.each(['127.0.0.1', '127.8.9.10', 'localhost', '[::1]'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true)
})

test.each(['127.0.0.1.example', 'localhost.example', '10.0.0.1', '[::2]', '', '0.0.0.0'])(
  '%j is not',
  (host) => {
    expect(isLoopback(host)).toBe(false)
  },
)
