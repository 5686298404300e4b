import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { eventually } from './eventually.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { problemIn, RawConnection } from './raw-connection.js'
import { actsIn } from './told-story.js'

const BOUNDARY = '----contremarque'
const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
const file = Buffer.from('<script>alert(document.cookie)</script>')
let world: HttpWorld
let judge: Caller
let path: string
let port: number

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  judge = await world.as('magistrat')
  path = `/cases/${(await judge.post('/cases', order())).json<{ case: string }>().case}/documents`
  port = Number(new URL(await world.server.app.getUrl()).port)
})

afterAll(() => {
  RawConnection.closeAll()
  return world.close()
})

const ODD = 'x'.repeat(300)
test.each([
  ['a path', 'filename="../../../../etc/passwd"', 'passwd'],
  ['a path of Windows', String.raw`filename="C:\\windows\\win.ini"`, 'win.ini'],
  ['nothing but dots', 'filename=".."', 'document'],
  ['a NUL', `filename*=UTF-8''note%00.pdf`, 'note.pdf'],
  ['writing from right to left', `filename*=UTF-8''note%E2%80%AEfdp.exe`, 'notefdp.exe'],
  ['a quote that ends the header', `filename*=UTF-8''a%22%3Bfilename%3D%22b`, 'a";filename="b'],
  ['300 characters', `filename="${ODD}"`, ODD.slice(0, 255)],
  ['a device of Windows', 'filename="CON"', 'CON'],
  ['an accent behind what is left out', `filename*=UTF-8''e%E2%80%8E%CC%81t%C3%A9.pdf`, 'été.pdf'],
  ['an alarm of a terminal', `filename*=UTF-8''a%1B%5B31m%07`, 'a[31m'],
])('T-75 a file named by %s is a name to show, nothing else', async (_, disposition, shown) => {
  const answer = await judge.post(path, form([described(file), filePart(disposition, file)]), FORM)
  const { document } = answer.json<{ document: string }>()
  expect(answer.statusCode).toBe(201)
  const opened = await judge.get(`${path}/${document}/content`)
  expect(opened.rawPayload).toEqual(file)
  const header = String(opened.headers['content-disposition'])
  expect(header).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(shown)}`)
  expect(opened.headers['set-cookie']).toBeUndefined()
  for (const name of storedNames()) expect(name).toMatch(/^[0-9a-f]{64}$/)
})

test('T-75 a page declared as such is handed out as bytes to keep, never as a page', async () => {
  const parts = [
    described(file, { mediaType: 'text/html' }),
    filePart('filename="a.html"', file, 'text/html'),
  ]
  const { document } = (await judge.post(path, form(parts), FORM)).json<{ document: string }>()
  const { headers } = await judge.get(`${path}/${document}/content`)
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(/^attachment;/),
    'content-security-policy': expect.stringContaining("default-src 'self'"),
  })
})

test('who asks for the head of a document only has not opened it', async () => {
  const parts = form([described(file), filePart('filename="b.pdf"', file)])
  const { document } = (await judge.post(path, parts, FORM)).json<{ document: string }>()
  const before = actsIn(world.folder)
  const answer = await judge.call('HEAD', `${path}/${document}/content`, undefined)
  expect(answer.statusCode).toBe(404)
  expect(actsIn(world.folder)).toBe(before)
})

const named = 'filename="a.pdf"'
const another = field('document', JSON.stringify(declaration(file)))
const refusals: [string, () => Buffer, number, string][] = [
  [
    'two files',
    () => form([described(file), filePart(named, file), filePart(named, file)]),
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'two descriptions',
    () => form([described(file), another, filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'an unknown part before the file',
    () => form([field('actor', 'x'), described(file), filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'an unknown part between',
    () => form([described(file), field('actor', 'x'), filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'an unknown part behind the file',
    () => form([described(file), filePart(named, file), field('actor', 'x')]),
    400,
    'BODY_INVALID',
  ],
  [
    'the file before its description',
    () => form([filePart(named, file), described(file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'a hundred fields',
    () => form(Array.from({ length: 100 }, (_, i) => field(`f${i}`, 'x'))),
    400,
    'BODY_INVALID',
  ],
  [
    'a file of another name',
    () => form([described(file), filePart(named, file, 'a/b', 'other')]),
    400,
    'BODY_INVALID',
  ],
  [
    'a field that reaches for a prototype',
    () => form([field('__proto__', 'x'), filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  ['no file', () => form([described(file)]), 400, 'BODY_INVALID'],
  ['no part', () => form([]), 400, 'BODY_INVALID'],
  [
    'an empty file',
    () => form([described(file), filePart(named, Buffer.alloc(0))]),
    422,
    'DOCUMENT_DIGEST_MISMATCH',
  ],
  [
    'a file declared empty',
    () => form([described(file, { size: 0 }), filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'one byte too many',
    () => form([described(file, { size: file.length - 1 }), filePart(named, file)]),
    422,
    'DOCUMENT_DIGEST_MISMATCH',
  ],
  [
    'one byte too few',
    () => form([described(file, { size: file.length + 1 }), filePart(named, file)]),
    422,
    'DOCUMENT_DIGEST_MISMATCH',
  ],
  [
    'another digest',
    () => form([described(file, { sha256: 'ab'.repeat(32) }), filePart(named, file)]),
    422,
    'DOCUMENT_DIGEST_MISMATCH',
  ],
  [
    'more than a document may have',
    () => form([described(file, { size: 2 ** 33 }), filePart(named, file)]),
    413,
    'DOCUMENT_TOO_LARGE',
  ],
  [
    'a member that nobody asked for',
    () => form([described(file, { depositor: 'x' }), filePart(named, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'a name of several lines',
    () => form([described(file), filePart(`filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x=1`, file)]),
    400,
    'BODY_INVALID',
  ],
  [
    'an end that is missing',
    () => form([described(file), filePart(named, file)]).subarray(0, -30),
    400,
    'REQUEST_MALFORMED',
  ],
]

test.each(refusals)(
  'T-75 a form with %s is refused and leaves nothing',
  async (_, body, status, code) => {
    const before = what()
    const answer = await judge.post(path, body(), FORM)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
    expect(what()).toEqual(before)
  },
)

test.each([
  ['no boundary', 'multipart/form-data', 400],
  ['another boundary', 'multipart/form-data; boundary=other', 400],
  ['a boundary without end', `multipart/form-data; boundary=${'x'.repeat(5000)}`, 400],
])('T-75 a form with %s is refused', async (_, type, status) => {
  const before = what()
  const body = form([described(file), filePart(named, file)])
  const answer = await judge.post(path, body, { 'content-type': type })
  expect(answer.statusCode).toBe(status)
  expect(what()).toEqual(before)
})

test('T-75 a file that goes on beyond its size is refused while it comes, and its connection ends', async () => {
  const before = what()
  const endless = await upload({ size: 1_000_000 })
  const chunk = Buffer.alloc(65_536)
  let sent = 0
  while (await endless.send(chunk)) sent += chunk.length
  expect(problemIn(await endless.untilClosed())).toEqual({
    status: 422,
    code: 'DOCUMENT_DIGEST_MISMATCH',
  })
  // What lay in the buffers of both ends, and no more.
  expect(sent).toBeLessThan(64 * 1024 * 1024)
  expect(what()).toEqual(before)
})

test('T-75 who goes away in the middle of an upload leaves nothing', async () => {
  const before = what()
  const leaving = await upload({ size: 1_000_000 })
  await leaving.send(Buffer.alloc(200_000))
  await eventually(() => what().incoming === 1)
  leaving.close()
  await eventually(() => what().incoming === 0)
  expect(what()).toEqual(before)
})

test('T-75 an archive that would swell is kept as it came: nothing is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
  const parts = [described(bomb), filePart('filename="42.zip"', bomb, 'application/zip')]
  const before = storedBytes()
  const answer = await judge.post(path, form(parts), FORM)
  expect(answer.statusCode).toBe(201)
  expect(storedBytes() - before).toBeLessThan(bomb.length + 1_000)
  const { document } = answer.json<{ document: string }>()
  expect((await judge.get(`${path}/${document}/content`)).rawPayload).toEqual(bomb)
})

test('T-75 a compressed request is refused before any of it is read', async () => {
  const text = `{"subject":"${' '.repeat(32 * 1024 * 1024)}"}`
  for (const coding of ['gzip', 'br', 'deflate', 'gzip, identity', 'GZIP']) {
    const headers = { 'content-type': 'application/json', 'content-encoding': coding }
    const answer = await judge.post('/cases', gzipSync(text), headers)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ])
    expect(answer.headers['accept-encoding']).toBe('identity')
  }
})

function declaration(of: Uint8Array, change: Readonly<Record<string, unknown>> = {}) {
  return {
    kind: 'DepositDocument',
    documentKind: 'letter',
    title: 'Lettre',
    mediaType: 'application/pdf',
    sha256: createHash('sha256').update(of).digest('hex'),
    size: of.length,
    ...change,
  }
}

function described(of: Uint8Array, change: Readonly<Record<string, unknown>> = {}): Buffer {
  return field('document', JSON.stringify(declaration(of, change)))
}

function field(name: string, value: string): Buffer {
  return Buffer.from(`content-disposition: form-data; name="${name}"\r\n\r\n${value}`)
}

function filePart(
  named: string,
  bytes: Uint8Array,
  type = 'application/pdf',
  name = 'file',
): Buffer {
  const head = `content-disposition: form-data; name="${name}"; ${named}\r\ncontent-type: ${type}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

function form(parts: readonly Buffer[]): Buffer {
  const opened = parts.flatMap((part) => [
    Buffer.from(`--${BOUNDARY}\r\n`),
    part,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...opened, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** The beginning of an upload over a connection of its own, as far as the first byte of the file. */
async function upload(declared: { readonly size: number }): Promise<RawConnection> {
  const connection = await RawConnection.open(port)
  const fields = {
    host: 'a',
    'idempotency-key': randomUUID(),
    'content-length': String(2 ** 31),
    ...judge.credentials,
    ...FORM,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  await connection.send(`POST /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const parts = form([described(file, declared), filePart(named, Buffer.alloc(0))])
  await connection.send(parts.subarray(0, parts.lastIndexOf(`\r\n--${BOUNDARY}--`)))
  return connection
}

/** What there is of documents and entries. */
function what() {
  const incoming = files().filter(isIncoming).length
  return { incoming, stored: storedNames().length, acts: actsIn(world.folder) }
}

function documents(): string {
  return world.server.node.ledger.folder.paths.documents
}

function files() {
  const below = readdirSync(documents(), { recursive: true, withFileTypes: true })
  return below.filter((entry) => entry.isFile())
}

function isIncoming({ parentPath }: { readonly parentPath: string }): boolean {
  return parentPath.startsWith(join(documents(), 'incoming'))
}

function storedNames(): string[] {
  return files()
    .filter((entry) => !isIncoming(entry))
    .map(({ name }) => name)
}

function storedBytes(): number {
  return files().reduce((sum, { parentPath, name }) => {
    return sum + statSync(join(parentPath, name)).size
  }, 0)
}
