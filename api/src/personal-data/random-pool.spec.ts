import { freshBytes } from './random-pool.js'

test('E-32 no salt is given twice, across refills of the pool, and what is handed out stays', () => {
  const salts = Array.from({ length: 2000 }, () => freshBytes(32))
  const kept = salts.map((salt) => salt.toHex())
  expect(new Set(kept).size).toBe(salts.length)
  for (let i = 0; i < 2000; i++) freshBytes(12)
  expect(salts.map((salt) => salt.toHex())).toEqual(kept)
})
