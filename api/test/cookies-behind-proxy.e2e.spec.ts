import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { personaOf } from '../src/identity/personas.js'
import { httpWorld, type HttpWorld } from './http-world.js'
import { LocalIssuer } from './local-issuer.js'
import { writeOidcSettings } from './oidc-world.js'

const PUBLIC = 'https://registre.example'
let folder: string
let idp: LocalIssuer
let world: HttpWorld

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-proxied-'))
  idp = await LocalIssuer.start(`${PUBLIC}/api/v1/session/oidc/local/callback`)
  world = await httpWorld({ oidc: await writeOidcSettings(folder, PUBLIC, idp.url) })
})

afterAll(async () => {
  await world.close()
  await idp.close()
  await rm(folder, { recursive: true })
})

test('T-21 behind a proxy that ends TLS the session’s cookie on the plain port is secure, and no other is taken', async () => {
  const { id: persona } = personaOf('magistrat')
  const opened = await world.anonymous.post('/session', { persona })
  const cookie = String(opened.headers['set-cookie'])
  expect(cookie).toMatch(
    /^__Host-contremarque-session=[\w-]{43}; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
  )
  const [pair] = cookie.split(';') as [string]
  const asked = (sent: string) => world.anonymous.get('/session', { cookie: sent })
  expect((await asked(pair)).statusCode).toBe(200)
  expect((await asked(pair.replace('__Host-', ''))).statusCode).toBe(401)
})

test('T-42 so is that of a login', async () => {
  const begun = await world.anonymous.get('/session/oidc/local')
  expect(begun.statusCode).toBe(303)
  expect(String(begun.headers['set-cookie'])).toMatch(
    /^__Secure-contremarque-login=[\w-]{43}; Path=\/api\/v1\/session\/oidc; .*HttpOnly; Secure; SameSite=Lax$/,
  )
})
