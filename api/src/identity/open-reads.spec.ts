import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpenReads } from './open-reads.js'

const folder = mkdtempSync(join(tmpdir(), 'open-reads-'))
const path = join(folder, 'reads.sqlite')
const first = '2026-03-02T09:00:00.000Z'
const last = '2026-03-02T09:05:00.000Z'
const begun = { session: 's', entry: 'ab', actor: 'a', from: first }

afterAll(() => rmSync(folder, { recursive: true }))

test('a read begun is counted, keeps its first and last instant, and survives its process', () => {
  const reads = new OpenReads(path)
  expect(reads.again('s', 'expertise-1', first)).toBe(false)
  reads.begin({ ...begun, stream: 'console-1' })
  reads.begin({ ...begun, stream: 'expertise-1' })
  expect(reads.again('s', 'expertise-1', first)).toBe(true)
  expect(reads.again('s', 'expertise-1', last)).toBe(true)
  // Not closed: as when the process is killed.
  const later = new OpenReads(path)
  expect(later.sessions()).toEqual(['s'])
  expect(later.of('s').map((each) => ({ ...each }))).toEqual([
    { ...begun, stream: 'expertise-1', until: last, reads: 2 },
    { ...begun, stream: 'console-1', until: first, reads: 0 },
  ])
  later.end({ session: 's', stream: 'expertise-1' })
  expect(later.again('s', 'expertise-1', last)).toBe(false)
  expect(later.of('s')).toHaveLength(1)
  later.close()
  reads.close()
})

test('the file is for its owner alone', () => {
  expect(statSync(path).mode & 0o077).toBe(0)
})
