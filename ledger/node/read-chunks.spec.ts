import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readChunks } from './read-chunks.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-chunks-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([0, 1, 1024 * 1024, 2_500_000])(
  'the bytes of a file of %i come in order',
  async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff))
    const path = join(folder, `${size}`)
    writeFileSync(path, bytes)
    const parts: Buffer[] = []
    for await (const chunk of readChunks(path)) parts.push(Buffer.from(chunk))
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
  },
)

test('a file that cannot be opened is an error of the system', async () => {
  const chunks = readChunks(join(folder, 'none'))[Symbol.asyncIterator]()
  await expect(chunks.next()).rejects.toMatchObject({ code: 'ENOENT' })
})
