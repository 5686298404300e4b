import { Gate } from './gate.js'

test('no more than its size run at a time; the others follow in order, also after a failure', async () => {
  const gate = new Gate(2)
  const started: number[] = []
  const tasks = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const results = tasks.map(({ promise }, i) =>
    gate.run(() => {
      started.push(i)
      return promise
    }),
  )
  expect(started).toEqual([0, 1])
  tasks[1]!.reject(new Error('broken'))
  await expect(results[1]).rejects.toThrow('broken')
  expect(started).toEqual([0, 1, 2])
  for (const [i, { resolve }] of tasks.entries()) resolve(i)
  expect(await Promise.all([results[0], ...results.slice(2)])).toEqual([0, 2, 3, 4])
})
