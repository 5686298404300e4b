import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import type { DynamicModule } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { SwaggerModule } from '@nestjs/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { MAX_DOCUMENT } from '../documents/document-store.js'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import type { AddressConnections } from './address-connections.js'
import { digestBodies } from './body-digest.js'
import { limitBodyTime, limitFormPace, refuseCodings } from './body-time.js'
import type { BoundSessions } from './bound-sessions.js'
import { answerBadAddress, endBrokenRequest } from './broken-request.js'
import type { ConnectionLimits } from './connection-limits.js'
import { evenAnswers } from './even-answers.js'
import { endWithLastAnswers } from './last-answers.js'
import { limitLogoutBodies } from './logout-body.js'
import type { Metrics } from './metrics.js'
import { API_PREFIX, createOpenApiDocument } from './openapi.js'
import { PinoNestLogger } from './pino-nest-logger.js'
import type { PlatformDoor } from './platform-door.js'
import { PositionGuard, tellPositions } from './position.guard.js'
import type { Positions } from './positions.js'
import { ProblemFilter } from './problem.filter.js'
import type { ReadRefusals } from './read-refusals.js'
import { isApi, rateLimits } from './rate-limits.js'
import { RightsGuard } from './rights.guard.js'
import { assertRoutesHaveRights } from './route-right.js'
import type { SessionDesk } from './session-desk.js'
import { SessionGuard } from './session.guard.js'
import { contentSecurityPolicy, Spa } from './spa.js'
import { validationPipe } from './validation.js'

const MAX_BODY = 1024 * 1024
const MAX_FORM_FIELD = 16 * 1024

export interface AppOptions {
  readonly module: DynamicModule
  readonly sessions: SessionDesk
  readonly platforms: PlatformDoor
  readonly refusals: ReadRefusals
  readonly positions: Positions
  /** Sessions of certificates, and the proxies that show them; absent where none are accepted. */
  readonly certified?: {
    readonly bound: BoundSessions
    readonly proxies: readonly CertificateProxy[]
  }
  readonly metrics: Metrics
  readonly logger: Logger
  /** Requests of one session, or address without, in a minute; 0: no limit. */
  readonly rateLimit: number
  readonly limits: ConnectionLimits
  readonly connections: AddressConnections
  /** Whether browsers come by TLS to the plain port too, that of a proxy in front. */
  readonly isReachedByTls: boolean
  /** Folder of the built console; not served when it is not there. */
  readonly console: string
}

/** The Nest application on Fastify, ready to listen or to be injected into. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const { logger, metrics, sessions, platforms } = options
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter(options), {
    logger: new PinoNestLogger(logger),
    abortOnError: false,
  })
  assertRoutesHaveRights(app)
  const spa = Spa.open(options.console)
  app.setGlobalPrefix(API_PREFIX)
  app.useGlobalGuards(
    new SessionGuard(sessions, platforms, metrics, options.refusals, options.certified?.bound),
    new RightsGuard(options.refusals),
    new PositionGuard(options.positions),
  )
  app.useGlobalPipes(validationPipe())
  app.useGlobalFilters(new ProblemFilter(logger, spa))
  app.getHttpAdapter().getInstance().decorate('isReachedByTls', options.isReachedByTls)
  await registerPlugins(app, options, spa)
  observe(app.getHttpAdapter().getInstance(), logger, metrics)
  takeBodies(app.getHttpAdapter().getInstance(), options.limits)
  tellPositions(app.getHttpAdapter().getInstance(), options.positions)
  evenAnswers(app.getHttpAdapter().getInstance())
  SwaggerModule.setup('api/docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'api/docs-json',
    customSiteTitle: 'Contremarque',
  })
  await app.init()
  await app.getHttpAdapter().getInstance().ready()
  return app
}

function adapter({
  limits,
  connections: counted,
}: Pick<AppOptions, 'connections' | 'limits'>): FastifyAdapter {
  const { check, connections, head, request, silence } = limits
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY,
    connectionTimeout: silence,
    requestTimeout: request,
    http: { headersTimeout: head, connectionsCheckingInterval: check },
    clientErrorHandler: endBrokenRequest,
    frameworkErrors: answerBadAddress,
    // A read is recorded because it hands something out: who asks for the head of it has read nothing.
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 128 },
  })
  const fastify = adapter.getInstance()
  fastify.server.maxConnections = connections
  counted.watch(fastify.server)
  fastify.addHook('preClose', async () => endWithLastAnswers(fastify.server))
  return adapter
}

async function registerPlugins(
  app: NestFastifyApplication,
  { rateLimit, sessions, certified }: AppOptions,
  spa: Spa | undefined,
): Promise<void> {
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, { contentSecurityPolicy: false })
  await app.register(fastifyMultipart, {
    limits: { fileSize: MAX_DOCUMENT, fieldSize: MAX_FORM_FIELD, files: 1, fields: 2, parts: 4 },
  })
  if (rateLimit > 0)
    await app.register(fastifyRateLimit, rateLimits(rateLimit, sessions, certified?.proxies ?? []))
  if (spa !== undefined) {
    await app.register(fastifyStatic, {
      root: spa.folder,
      wildcard: false,
      index: false,
      decorateReply: false,
    })
  }
}

/** No longer and no slower than they may come, none compressed, those of platforms digested. */
function takeBodies(fastify: FastifyInstance, limits: ConnectionLimits): void {
  refuseCodings(fastify)
  digestBodies(fastify)
  limitBodyTime(fastify, limits.body)
  limitFormPace(fastify, limits)
  limitLogoutBodies(fastify)
}

/** Security headers, metrics and one line of log per request: route and outcome, never address, body or identity. */
function observe(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  const strict = contentSecurityPolicy()
  fastify.addHook('onRequest', (request, reply, done) => {
    const isDocs = request.url.startsWith('/api/docs')
    reply.header('content-security-policy', isDocs ? DOCS_POLICY : strict)
    if (isApi(request)) reply.header('cache-control', 'no-store')
    done()
  })
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode, elapsedTime } = reply
    metrics.requests.observe(
      { route, status: `${Math.floor(statusCode / 100)}xx` },
      elapsedTime / 1000,
    )
    logger.debug({ method: request.method, route, status: statusCode, ms: elapsedTime }, 'request')
    done()
  })
}

/** Swagger's own page carries its styles inline. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'"
