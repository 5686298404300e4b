import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { Settings } from '../src/config/settings.js'
import type { PurposeCode } from '../src/actions/purpose.js'
import { CONNECTION_LIMITS } from '../src/http/connection-limits.js'
import type { Session, TermsOfUse } from '../src/http/schemas/session.js'
import { personaOf, type PersonaHandle } from '../src/identity/personas.js'
import { openLedgerServer, type LedgerServer } from '../src/ledger-server.js'
import { SESSION_LIMITS } from './session-store.contract.js'
import { injected, Wire, type Answer, type Asked, type Way } from './way-to-server.js'

/** A server on a folder of its own (or the one given), without the demo story, to be injected into. */
export interface HttpWorld {
  readonly server: LedgerServer
  readonly folder: string
  as(handle: PersonaHandle): Promise<Caller>
  /** Somebody new, who has no session. */
  somebody(): Caller
  anonymous: Caller
  /** From now on whoever belongs to this world asks over HTTP. */
  listen(port?: number): Promise<void>
  close(): Promise<void>
}

export async function httpWorld(
  change: Partial<Settings> = {},
  logger = pino({ level: 'silent' }),
  limits = CONNECTION_LIMITS,
): Promise<HttpWorld> {
  const folder = change.data ?? (await mkdtemp(join(tmpdir(), 'contremarque-http-')))
  const settings: Settings = {
    data: folder,
    host: '127.0.0.1',
    port: 0,
    profile: undefined,
    keyPassphrase: undefined,
    logLevel: 'silent',
    rateLimit: 0,
    connections: 256,
    sessions: SESSION_LIMITS,
    demo: false,
    tls: undefined,
    certificateAuthorities: undefined,
    eventStoreDb: undefined,
    postgres: undefined,
    documents: undefined,
    oidc: undefined,
    ...change,
  }
  const server = await openLedgerServer(settings, logger, limits)
  let wire: Wire | undefined
  let ask = injected(server)
  const somebody = () => new Caller(server, undefined, (asked) => ask(asked))
  return {
    server,
    folder,
    somebody,
    anonymous: somebody(),
    async as(handle) {
      const caller = somebody()
      await caller.open(handle)
      return caller
    },
    async listen(port = 0) {
      wire = await Wire.listen(server, port)
      ask = wire.ask
    },
    async close() {
      wire?.close()
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** One browser: keeps its cookie, sends a fresh key with every write unless told otherwise. */
export class Caller {
  constructor(
    server: LedgerServer,
    private cookie?: string,
    private readonly way: Way = injected(server),
  ) {}

  /** Headers that carry the session over a real connection. */
  get credentials(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie }
  }

  /** Opens a session, accepts the terms when they are not yet, and states a purpose. */
  async open(handle: PersonaHandle): Promise<void> {
    const { terms } = await this.enter(handle)
    if (terms.accepted !== terms.inForce) await this.acceptTerms()
    expect((await this.readFor('case-follow-up')).statusCode).toBe(200)
  }

  /** States what is read from now on for. */
  readFor(code: PurposeCode, detail: string | null = null): Promise<Answer> {
    return this.call('PUT', '/session/purpose', { code, detail })
  }

  /** Opens a session, no more. */
  async enter(handle: PersonaHandle): Promise<Session> {
    const opened = await this.post('/session', { persona: personaOf(handle).id })
    expect(opened.statusCode).toBe(201)
    this.cookie = String(opened.headers['set-cookie']).split(';')[0]
    return opened.json<Session>()
  }

  async acceptTerms(): Promise<void> {
    const { version, sha256 } = (await this.get('/terms')).json<TermsOfUse>()
    expect((await this.post('/session/terms', { version, sha256 })).statusCode).toBe(201)
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('GET', path, undefined, headers)
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', path, body, { 'idempotency-key': randomUUID(), ...headers })
  }

  call(
    method: Asked['method'],
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isBytes = Buffer.isBuffer(body)
    const type = isBytes || body === undefined ? {} : { 'content-type': 'application/json' }
    const payload = isBytes || body === undefined ? body : JSON.stringify(body)
    return this.way({
      method,
      url: `/api/v1${path}`,
      headers: { ...type, ...(this.cookie && { cookie: this.cookie }), ...headers },
      ...(payload !== undefined && { payload }),
    })
  }

  /** Deposits through the form, as a browser would. */
  deposit(
    caseId: string,
    document: unknown,
    file: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const boundary = '----contremarque'
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="document"\r\n\r\n${JSON.stringify(document)}\r\n`,
      ),
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="dossier médical.pdf"\r\n` +
          'content-type: application/pdf\r\n\r\n',
      ),
      file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    return this.post(`/cases/${caseId}/documents`, body, {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...headers,
    })
  }
}

/** An order by the judge, with clerk, expert, claimant and her lawyer. */
export function order(change: Record<string, unknown> = {}) {
  const actor = (handle: PersonaHandle, actsFor?: PersonaHandle) => ({
    person: personaOf(handle).id,
    role: personaOf(handle).role,
    actsFor: actsFor === undefined ? null : personaOf(actsFor).id,
  })
  return {
    kind: 'OrderExpertise',
    regime: 'civil',
    number: '26/00042',
    court: 'Tribunal judiciaire de Valmont',
    subject: 'Infection après une opération',
    mission: ['Examiner la demanderesse.', 'Dire si les soins étaient conformes.'],
    zone: 'Europe/Paris',
    orderedOn: '2026-11-02',
    reportDueOn: '2027-05-02',
    consignation: { amountCents: 200_000, dueOn: '2026-12-01' },
    controlJudge: personaOf('magistrat').id,
    actors: [
      actor('magistrat'),
      actor('greffe'),
      actor('expert'),
      actor('partie-demanderesse'),
      actor('avocat-demanderesse', 'partie-demanderesse'),
    ],
    ...change,
  }
}
