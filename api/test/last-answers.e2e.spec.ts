import { LiveFeed } from '../src/http/live-feed.js'
import { eventually } from './eventually.js'
import { httpWorld } from './http-world.js'
import { RawConnection } from './raw-connection.js'
import { TlsWorld } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
const BODY = '{"persona":"nobody"}'

afterAll(() => RawConnection.closeAll())

/** What is under way on one port when the server ends: its answer, once the server is gone. */
async function answeredAtTheEnd(port: 'plain' | 'TLS'): Promise<string> {
  const tls = await TlsWorld.listen(await httpWorld({ tls: TLS }))
  const { app } = tls.world.server
  await app.listen({ port: 0, host: '127.0.0.1' })
  const plain = Number(new URL(await app.getUrl()).port)
  const connection = await (port === 'plain'
    ? RawConnection.open(plain)
    : RawConnection.openTls(tls.port, tls.root))
  await connection.send(
    'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  await eventually(() => connection.text.includes('100 Continue'))
  const closed = tls.close()
  const { secure } = tls.world.server
  await eventually(() =>
    port === 'plain' ? !app.getHttpServer().listening : secure!.port === undefined,
  )
  await connection.send(BODY)
  const text = await connection.untilClosed()
  await closed
  return text
}

// Well before a silent connection is given up: 72 s.
test.each(['plain', 'TLS'] as const)(
  'what is under way on the %s port when the server ends is answered, and its connection ends with that',
  async (port) => {
    expect(await answeredAtTheEnd(port)).toMatch(/HTTP\/1.1 [45]\d\d .*"code"/s)
  },
)

test('a live feed that was asked for before the server ends, and begins after, keeps it from nothing', async () => {
  const world = await httpWorld()
  const judge = await world.as('magistrat')
  const { app } = world.server
  await app.listen({ port: 0, host: '127.0.0.1' })
  app.get(LiveFeed).stop()
  const answer = await fetch(`${await app.getUrl()}/api/v1/events`, { headers: judge.credentials })
  expect(answer.status).toBe(200)
  expect(await answer.text()).not.toContain('event:')
  await world.close()
})
