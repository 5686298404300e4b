import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toHex } from '@contremarque/ledger'
import { answerOcsp, type DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner } from '@contremarque/ledger/node'
import { readAtMost } from '../../bytes/read-at-most.js'

const MAX_REQUEST = 4_096
const DAY = 86_400_000
/** Milliseconds for which an answer or a list counts. */
const LIFETIME = 60_000

export interface DevelopmentRevocationOptions {
  readonly pki: DevelopmentPki
  /** By hexadecimal serial, when each was revoked: milliseconds since 1970. */
  readonly revoked: () => Promise<ReadonlyMap<string, number>>
  readonly now: () => number
}

export interface ServedRevocation {
  readonly ocsp: string
  readonly crl: string
  close(): Promise<void>
}

/** The development authority's OCSP responder and revocation list, on the loopback interface only. */
export async function serveDevelopmentRevocation(
  options: DevelopmentRevocationOptions,
): Promise<ServedRevocation> {
  const delegate = await issueDelegate(options)
  const server = createServer((request, response) => {
    answer(request, response, options, delegate).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ocsp: `${url}/ocsp`,
    crl: `${url}/development.crl`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

type Delegate = Awaited<ReturnType<typeof issueDelegate>>

/** The responder's own key: that of the authority signs certificates and lists only. */
async function issueDelegate({ pki, now }: DevelopmentRevocationOptions) {
  const { privateKeyPem, publicKey } = generateP256()
  const certificate = await pki.issue({
    usage: 'ocsp',
    commonName: 'Development OCSP responder',
    publicKey,
    notBefore: now() - DAY,
    notAfter: now() + 365 * DAY,
  })
  return { key: keySigner(privateKeyPem), certificate }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: DevelopmentRevocationOptions,
  delegate: Delegate,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/development.crl') {
    response.writeHead(200, { 'content-type': 'application/pkix-crl' })
    response.end(await issueList(options))
    return
  }
  if (request.method !== 'POST' || request.url !== '/ocsp') {
    response.writeHead(404).end()
    return
  }
  const body = await readAtMost(request, MAX_REQUEST)
  if (body === undefined) {
    response.writeHead(413).end()
    return
  }
  const revoked = await options.revoked()
  const der = await answerOcsp(body, {
    pki: options.pki,
    delegate,
    statusOf: (serial) => {
      const revokedAt = revoked.get(toHex(serial))
      return revokedAt === undefined ? 'good' : { revokedAt }
    },
    now: options.now,
    lifetime: LIFETIME,
  })
  response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(der)
}

async function issueList({ now, pki, revoked }: DevelopmentRevocationOptions): Promise<Uint8Array> {
  const at = now()
  const serials = [...(await revoked())].map(([serial, since]) => {
    return { serial: Buffer.from(serial, 'hex'), at: since }
  })
  const times = { thisUpdate: at, nextUpdate: at + LIFETIME }
  return pki.issueCrl({ number: Math.floor(at / 1000), ...times, revoked: serials })
}
