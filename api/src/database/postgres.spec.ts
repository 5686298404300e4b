import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { developmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { describeWithPostgres, PostgresServer } from '../../test/postgres-server.js'
import type { PostgresAccess } from '../config/postgres-access.js'
import { connectPostgres, type Postgres } from './postgres.js'

const DAY = 86_400_000

describeWithPostgres('a connection to PostgreSQL', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await PostgresServer.start()
  })
  afterAll(() => server.dispose())

  test('acknowledges what is on the disk, whatever the server was set to', async () => {
    const first = await connectPostgres(server.access)
    await sql`ALTER DATABASE postgres SET synchronous_commit = off`.execute(first)
    await first.destroy()
    const second = await connectPostgres(server.access)
    const { rows } = await sql`SHOW synchronous_commit`.execute(second)
    expect(rows).toEqual([{ synchronous_commit: 'on' }])
    await second.destroy()
  })

  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['a user that is not there', { user: 'nobody' }],
    ['a database that is not there', { database: 'nowhere' }],
    ['TLS that is asked for and not there', { ca: 'a certificate' }],
  ])('T-21 %s is refused at once, without telling a secret', async (_, change) => {
    const waits: string[] = []
    const failed = connectPostgres({ ...server.access, ...change }, (why) => waits.push(why))
    await expect(failed).rejects.toMatchObject({ code: 'DATABASE_REFUSES' })
    const told = await failed.catch((error: unknown) => String(error))
    expect(told).not.toMatch(/wrong|a password of this test/)
    expect(waits).toEqual([])
  })

  test('a server that ended is told in words for outside, waited for at the start, and found again', async () => {
    const database = await connectPostgres(server.access)
    const ask = () => sql`SELECT 1 AS one`.execute(database)
    await server.kill()
    const gone = { code: 'DATABASE_UNAVAILABLE', message: 'PostgreSQL does not answer' }
    await expect(ask()).rejects.toMatchObject(gone)
    await expect(connectPostgres(server.access)).rejects.toMatchObject(gone)
    const reached = Promise.withResolvers<string>()
    const later = connectPostgres(server.access, reached.resolve)
    expect(await reached.promise).toMatch(/ECONNREFUSED/)
    await server.run()
    expect((await ask()).rows).toEqual([{ one: 1 }])
    await (await later).destroy()
    await database.destroy()
  })

  test('a mistake in a statement is no outage', async () => {
    const database = await connectPostgres(server.access)
    await expect(sql`SELECT nothing`.execute(database)).rejects.toMatchObject({ code: '42703' })
    await database.destroy()
  })
})

describeWithPostgres('PostgreSQL over TLS', () => {
  let server: PostgresServer
  let access: PostgresAccess

  beforeAll(async () => {
    const { ca, certificate, key } = await issue()
    server = await PostgresServer.start({ certificate, key })
    access = { ...server.access, ca }
  })
  afterAll(() => server.dispose())

  const isEncrypted = async (database: Postgres): Promise<unknown> => {
    const { rows } = await sql<{ ssl: boolean }>`
      SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()
    `.execute(database)
    return rows[0]?.ssl
  }

  test('T-21 a server under the authority given is spoken to in secret', async () => {
    const database = await connectPostgres(access)
    expect(await isEncrypted(database)).toBe(true)
    await database.destroy()
  })

  test('T-21 another authority, or another name than the certificate’s, is refused', async () => {
    const refused = { code: 'DATABASE_REFUSES' }
    const { ca } = await issue()
    await expect(connectPostgres({ ...access, ca })).rejects.toMatchObject(refused)
    const renamed = { ...access, host: '127.0.0.1' }
    await expect(connectPostgres(renamed)).rejects.toMatchObject(refused)
  })
})

async function issue() {
  const rootKey = keySigner(generateP256().privateKeyPem)
  const notBefore = Date.now() - DAY
  const pki = await developmentPki({ key: rootKey, notBefore, randomBytes, crypto: nodeCrypto() })
  const { privateKeyPem: key, publicKey } = generateP256()
  const certificate = await pki.issue({
    usage: 'seal',
    commonName: 'localhost',
    publicKey,
    notBefore,
    notAfter: notBefore + 30 * DAY,
  })
  return { ca: pem(pki.root.der), certificate: pem(certificate), key }
}

function pem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
