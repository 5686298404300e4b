import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KEYS_STREAM } from '@contremarque/ledger'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Logger } from 'pino'
import { AppModule } from './app.module.js'
import { consoleUrl, openCertificateAccess, type CertificateAccess } from './certificate-access.js'
import { packageFolder } from './config/package-folder.js'
import type { Settings } from './config/settings.js'
import { DemoStory } from './development/scenario/demo-story.js'
import { openDevelopmentAuthority } from './development/pki/development-authority.js'
import { Story } from './development/scenario/story.js'
import { AccessDesk } from './http/access-desk.js'
import { ActionDesk } from './http/action-desk.js'
import { CertificateDesk } from './http/certificate-desk.js'
import { AddressConnections } from './http/address-connections.js'
import { CONNECTION_LIMITS, type ConnectionLimits } from './http/connection-limits.js'
import { ConsoleReads } from './http/console-reads.js'
import { createApp } from './http/create-app.js'
import { readOidcSettings, type OidcSettings } from './identity/oidc/oidc-settings.js'
import { DemoStage } from './http/demo-stage.js'
import { DocumentDesk } from './http/document-desk.js'
import type { HttpServices } from './http/http.module.js'
import { LiveFeed } from './http/live-feed.js'
import { Metrics } from './http/metrics.js'
import { PersonalDataDesk } from './http/personal-data-desk.js'
import { PersonDesk } from './http/person-desk.js'
import { Positions } from './http/positions.js'
import { Readiness } from './http/readiness.js'
import { ReadRefusals } from './http/read-refusals.js'
import { Reads } from './http/reads.js'
import { SessionDesk } from './http/session-desk.js'
import type { SessionMethod } from './http/schemas/session.js'
import { SessionMethods } from './http/session-methods.js'
import { StampWait } from './http/stamp-wait.js'
import { TermsDesk } from './http/terms-desk.js'
import type { TlsListener } from './http/tls-listener.js'
import { Directory } from './identity/directory.js'
import { DevelopmentPersonaCertificates } from './development/pki/persona-certificates.js'
import { PersonaIdentification } from './identity/persona-identification.js'
import { FolderError } from './ledger-folder/folder-error.js'
import {
  namedInSettings,
  openLedgerNode,
  type LedgerNode,
  type LedgerNodeOptions,
} from './ledger-node.js'
import { liveHealth, logAlarms, observeLedger } from './observe-ledger.js'
import { openOidcAccess, type OidcAccess } from './oidc-access.js'
import { openReadModels } from './open-read-models.js'
import { openSessionAccess, type SessionAccess } from './session-access.js'
import type { ReadModels } from './projections/read-models.js'
import { TokenClock } from './time-stamping/token-clock.js'
import { Evidence } from './verification/evidence.js'
import { openFolderReadOnly } from './verification/open-folder.js'

export interface LedgerServer {
  readonly app: NestFastifyApplication
  readonly node: LedgerNode
  readonly models: ReadModels
  /** The port that asks for certificates; absent where none is wanted. */
  readonly secure?: TlsListener
  /** Ends live feeds, answers what is under way, seals and stamps what is pending, closes all. */
  close(): Promise<void>
}

const NO_IDENTIFICATION =
  'missing: identification of persons (CONTREMARQUE_TLS_PORT with CONTREMARQUE_CERTIFICATE_AUTHORITIES, or CONTREMARQUE_OIDC)'
const STORE_AWAY =
  'waiting for a store: bring back the server or the way to it, the start then goes on by itself'
const NO_ISSUERS: OidcSettings = { publicUrl: '', issuers: [], clients: [] }
const { version } = createRequire(packageFolder)('./package.json') as { version: string }
const CONSOLE = fileURLToPath(new URL('../console/dist', packageFolder))

/**
 * Everything that serves one ledger, in order: folder, store, genesis, sealer and stamper, read
 * models, demo story, HTTP. Ready to listen when it resolves.
 * @throws FolderError, StoreError, TsaError
 */
export async function openLedgerServer(
  settings: Settings,
  logger: Logger,
  limits = CONNECTION_LIMITS,
): Promise<LedgerServer> {
  const story = await storyOf(settings)
  const oidc = openOidc(settings)
  const metrics = new Metrics()
  const onFailure = (error: unknown): void => logger.error({ err: error }, 'not recorded')
  const told = { metrics, logger, onFailure }
  const node = await openNode(settings, nodeOptions(settings, story, told), oidc)
  logAlarms(node.ledger, logger)
  const models = await openReadModels(node, (err) => logger.error({ err }, 'projection failed'))
  models.start()
  const personas = await openPersonas(node)
  const demo = story && personas && new DemoStory(story, node, personas.identification)
  const terms = new TermsDesk(node.recorder, node.clock)
  await tellBeginning(node, terms, demo)
  const evidence = evidenceOf(settings, node, models)
  const entrance = await openSessionAccess(node, settings.sessions, onFailure)
  const bounds = { ...told, limits, connections: countedConnections(settings, limits, metrics) }
  const access = await openCertificateAccess(settings, {
    node,
    sessions: entrance.sessions,
    personas: personas?.certificates,
    ...bounds,
  })
  const services = makeServices({
    node,
    models,
    metrics,
    entrance,
    identification: personas?.identification,
    oidc,
    evidence,
    terms,
    demo,
    certificates: access && { ...access, url: () => consoleUrl(settings, access) },
  })
  observeLedger(metrics, services.reads, node.ledger)
  const app = await createApp({
    module: AppModule.with(services),
    ...services,
    positions: await openPositions(node, models),
    ...(access !== undefined && { certified: access }),
    ...bounds,
    ...edgeOf(settings, node, oidc),
  })
  const close = async (): Promise<void> => {
    services.feed.stop()
    await access?.close()
    await app.close()
    await entrance.close()
    await node.close(() => models.stop())
  }
  return { app, node, models, close, ...(access !== undefined && { secure: access.listener }) }
}

function evidenceOf(
  { data, eventStoreDb }: Settings,
  { ledger }: LedgerNode,
  models: ReadModels,
): Evidence {
  return new Evidence(ledger.folder, models, () => openFolderReadOnly(data, eventStoreDb))
}

function countedConnections(
  { connections: max }: Settings,
  { uncounted }: ConnectionLimits,
  { connectionsRefused }: Metrics,
): AddressConnections {
  return new AddressConnections({ max, uncounted, onRefused: () => connectionsRefused.inc() })
}

async function openPositions({ ledger }: LedgerNode, models: ReadModels): Promise<Positions> {
  const { info, lookupKey, store } = ledger.folder
  const [genesis] = await store.readStream(KEYS_STREAM, 0, 1)
  const place = `${info.origin} ${info.store} ${genesis!.position}`
  return new Positions({ models, head: () => store.headPosition(), place, lookupKey })
}

/** What a new development ledger begins with, unless the settings say otherwise. */
async function storyOf({ profile, demo, data }: Settings): Promise<Story | undefined> {
  return profile !== 'production' && demo ? Story.of(data) : undefined
}

/** Terms of use and demo story, where they are not told yet. A ledger that is not whole is told nothing. */
async function tellBeginning(
  { ledger }: LedgerNode,
  terms: TermsDesk,
  demo: DemoStory | undefined,
): Promise<void> {
  if (ledger.stopped() !== undefined) return
  await terms.publish()
  await demo?.tell()
}

function nodeOptions(
  settings: Settings,
  story: Story | undefined,
  { metrics, logger, onFailure }: Told,
): LedgerNodeOptions {
  return {
    clock: story?.clock ?? new TokenClock(),
    mayFound: settings.profile !== 'production',
    ...(story !== undefined && { foundWith: (founder) => story.founder(founder) }),
    ...namedInSettings(settings),
    onStoreAway: (reason) => logger.warn({ reason }, STORE_AWAY),
    onUntriedServer: (reason) =>
      logger.warn({ reason }, 'the event store is newer than any that was tried'),
    onExcessRights: (rights) => logger.warn({ rights }, 'the event store is not guarded'),
    onInterference: (message) => logger.warn(message),
    onRecorded: (_stream, count) => metrics.recorded.inc(count),
    onFailure,
  }
}

interface Told {
  readonly metrics: Metrics
  readonly logger: Logger
  readonly onFailure: (error: unknown) => void
}

/** Whether anybody but a persona can be identified. */
function isIdentifying({ tls, certificateAuthorities }: Settings, { issuers }: OidcSettings) {
  const byCertificate = tls !== undefined && certificateAuthorities !== undefined
  return byCertificate || issuers.length > 0
}

/** The plain port is for a proxy that ends TLS in production, and where browsers are sent back by https. */
function edgeOf({ rateLimit }: Settings, { ledger }: LedgerNode, { publicUrl }: OidcSettings) {
  const isProduction = ledger.folder.info.profile === 'production'
  const isReachedByTls = isProduction || publicUrl.startsWith('https:')
  return { rateLimit, isReachedByTls, console: CONSOLE }
}

/** A production ledger is served only where people can be identified: it says so, with all else that is missing. */
async function openNode(
  settings: Settings,
  options: LedgerNodeOptions,
  oidc: OidcSettings,
): Promise<LedgerNode> {
  const mayServe = isIdentifying(settings, oidc)
  try {
    const node = await openLedgerNode(settings.data, options)
    if (mayServe || node.ledger.folder.info.profile === 'development') return node
    await node.close()
  } catch (error) {
    const isTold = mayServe || options.profile !== 'production'
    if (!(error instanceof FolderError) || isTold) throw error
    throw new FolderError(error.code, `${error.message}; ${NO_IDENTIFICATION}`, { cause: error })
  }
  throw new FolderError('SETTINGS_MISSING', NO_IDENTIFICATION)
}

async function openPersonas({ ledger, clock }: LedgerNode) {
  const { info, paths, crypto } = ledger.folder
  if (info.profile !== 'development') return undefined
  const { pki } = await openDevelopmentAuthority(paths)
  const folder = join(paths.development, 'personas')
  const certificates = await DevelopmentPersonaCertificates.open(folder, pki, crypto, clock.now())
  return { certificates, identification: new PersonaIdentification(certificates, clock, crypto) }
}

function openOidc({ oidc, profile = 'development' }: Settings): OidcSettings {
  return oidc === undefined ? NO_ISSUERS : readOidcSettings(oidc, profile)
}

interface Parts {
  readonly node: LedgerNode
  readonly models: ReadModels
  readonly metrics: Metrics
  readonly evidence: Evidence
  readonly terms: TermsDesk
  readonly identification: PersonaIdentification | undefined
  readonly oidc: OidcSettings
  readonly demo: DemoStory | undefined
  readonly certificates:
    | (Pick<CertificateAccess, 'identification' | 'proxies' | 'refused'> & {
        readonly url: () => string
      })
    | undefined
  readonly entrance: SessionAccess
}

/** In the order in which the session page offers them. */
function methodsOf(
  profile: 'development' | 'production',
  certificates: Parts['certificates'],
  oidc: OidcAccess,
): SessionMethod[] {
  return [
    ...(certificates ? [{ method: 'certificate', url: certificates.url() } as const] : []),
    ...oidc.methods,
    ...(profile === 'development' ? [{ method: 'development' } as const] : []),
  ]
}

function makeServices({
  node,
  models,
  metrics,
  identification,
  oidc,
  evidence,
  terms,
  demo,
  certificates,
  entrance,
}: Parts): HttpServices {
  const { ledger, recorder, streams, persons, clock, documents, personalData, eraser } = node
  const { sessions, open, ends } = entrance
  const { origin, profile, store } = ledger.folder.info
  const actions = new ActionDesk({
    recorder,
    streams,
    persons,
    directory: new Directory(profile, persons.known),
    stamps: new StampWait(models),
  })
  const live = () => liveHealth(ledger)
  const reading = { open, ends, pseudonyms: personalData.pseudonyms }
  const reads = new Reads({ models, streams, clock, origin, profile, store, live })
  const personas = identification === undefined ? {} : { personas: identification }
  const desk = new SessionDesk({
    profile,
    sessions,
    persons,
    recorder,
    streams,
    clock,
    ...personas,
  })
  const proxies = certificates?.proxies ?? []
  const byOidc = openOidcAccess(oidc, { node, sessions: desk, entrance, metrics, proxies })
  return {
    readiness: new Readiness(profile, version),
    oidc: byOidc.desk,
    platforms: byOidc.platforms,
    sessions: desk,
    methods: new SessionMethods(() => methodsOf(profile, certificates, byOidc)),
    certificates: new CertificateDesk(certificates && { ...certificates, sessions: desk, metrics }),
    persons: new PersonDesk(persons, sessions, actions),
    personalData: new PersonalDataDesk({ eraser, models, known: persons.known, actions }),
    accesses: new AccessDesk(models, persons.known),
    terms,
    actions,
    noted: new ConsoleReads({ ...reading, actions, persons, recorder, streams, sessions, clock }),
    documents: new DocumentDesk(actions, recorder, documents, personalData.openings),
    reads,
    refusals: new ReadRefusals(recorder),
    evidence,
    feed: new LiveFeed(models, reads, sessions, ledger.alarms$),
    metrics,
    ...(demo !== undefined && { demo: new DemoStage(() => demo.next()) }),
  }
}
