import { join } from 'node:path'
import { ThreadedWriter } from './threaded-writer.js'

test('a thread that dies refuses what was asked, and closing ends', async () => {
  const writer = new ThreadedWriter(join(import.meta.dirname, 'no-such-folder', 'openings.sqlite'))
  const asked = writer.push([['stream', 0, 'field', '00', 'person', '00']])
  const closed = writer.close()
  await expect(asked).rejects.toMatchObject({ code: 'OPENINGS_UNAVAILABLE' })
  await expect(closed).resolves.toBeUndefined()
})
