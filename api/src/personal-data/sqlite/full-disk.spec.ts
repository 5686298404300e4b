import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Credentials } from '../credentials.js'
import { openOpeningFile } from './personal-data-file.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-full-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a file that can take no more says so with a code of ours, and takes again once there is room', async () => {
  const file = openOpeningFile(join(folder, 'openings.sqlite'))
  const credentials = new Credentials(file)
  await sql`PRAGMA max_page_count = 1`.execute(file)
  const fill = async (): Promise<void> => {
    for (let i = 0; i < 1000; i++) await credentials.keep(`credential-${i}`, 'x'.repeat(1000))
  }
  await expect(fill()).rejects.toMatchObject({ code: 'DISK_UNAVAILABLE' })
  await sql`PRAGMA max_page_count = 100000`.execute(file)
  await fill()
  expect(await credentials.personOf('credential-999')).toBe('x'.repeat(1000))
  await file.destroy()
})
