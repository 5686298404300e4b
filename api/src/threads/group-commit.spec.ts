import { setImmediate as turn } from 'node:timers/promises'
import { GroupCommit } from './group-commit.js'

const MIB = 1_048_576

function committing() {
  const sent: (readonly string[])[] = []
  const commit = new GroupCommit<string, string>((group) => void sent.push(group))
  const flush = () => commit.settle(({ item, resolve }) => resolve(`${item} stored`))
  return { commit, sent, flush }
}

const reason = (error: unknown) => (error as Error).message

test('what is asked in one turn is one commit; what is asked meanwhile is the next, in order', async () => {
  const { commit, sent, flush } = committing()
  const first = [commit.push('a', 1), commit.push('b', 1)]
  await turn()
  const second = [commit.push('c', 1), commit.push('d', 1)]
  await turn()
  expect(sent).toEqual([['a', 'b']])
  flush()
  await expect(Promise.all(first)).resolves.toEqual(['a stored', 'b stored'])
  await turn()
  expect(sent).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  flush()
  await expect(Promise.all(second)).resolves.toEqual(['c stored', 'd stored'])
})

test('a commit holds at most 1,024 items and 8 MiB, and an item beyond that by itself', async () => {
  const { commit, sent, flush } = committing()
  for (let i = 0; i < 1_025; i++) void commit.push('small', 1)
  for (const name of ['large', 'larger']) void commit.push(name, 5 * MIB)
  void commit.push('huge', 9 * MIB)
  for (let i = 0; i < 4; i++) {
    await turn()
    flush()
  }
  expect(sent.map(({ length }) => length)).toEqual([1_024, 2, 1, 1])
  expect(sent.slice(2)).toEqual([['larger'], ['huge']])
})

test('one refused leaves the others of its commit stored', async () => {
  const { commit } = committing()
  const asked = [commit.push('a', 1), commit.push('b', 1)]
  await turn()
  commit.settle(({ resolve, reject }, index) =>
    index === 0 ? reject(new Error('refused')) : resolve('stored'),
  )
  const [a, b] = await Promise.allSettled(asked)
  expect(a).toMatchObject({ status: 'rejected', reason: { message: 'refused' } })
  expect(b).toEqual({ status: 'fulfilled', value: 'stored' })
})

test('closing waits for what was asked and refuses what comes after', async () => {
  const { commit, flush } = committing()
  const asked = commit.push('a', 1)
  let isClosed = false
  const closed = commit.close(new Error('closed')).then((first) => {
    isClosed = true
    return first
  })
  await expect(commit.push('late', 1).catch(reason)).resolves.toBe('closed')
  await turn()
  expect(isClosed).toBe(false)
  flush()
  await expect(asked).resolves.toBe('a stored')
  await expect(closed).resolves.toBe(true)
  await expect(commit.close(new Error('again'))).resolves.toBe(false)
})

test('a writer that dies: what was under way is told otherwise than what waited, and nobody waits on', async () => {
  const { commit } = committing()
  const underWay = commit.push('a', 1).catch(reason)
  await turn()
  const waiting = commit.push('b', 1).catch(reason)
  const closed = commit.close(new Error('closed'))
  commit.fail(new Error('perhaps'), new Error('never'))
  await expect(Promise.all([underWay, waiting])).resolves.toEqual(['perhaps', 'never'])
  await expect(closed).resolves.toBe(true)
  await expect(commit.push('late', 1).catch(reason)).resolves.toBe('closed')
})
