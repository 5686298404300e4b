import 'reflect-metadata'
import { LedgerError } from '@contremarque/ledger'
import type { Logger } from 'pino'
import { readSettings, SettingsError, type Settings } from './config/settings.js'
import { openLedgerServer, type LedgerServer } from './ledger-server.js'
import { serverLog } from './server-log.js'

const USAGE = 64
const FAILED = 1
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const logger = serverLog(settings.logLevel)
  const server = await openLedgerServer(settings, logger)
  stopOnSignal(server)
  await listen(server, settings)
  await listenSecurely(server, settings, logger)
  const { origin, profile } = server.node.ledger.folder.info
  const url = await server.app.getUrl()
  logger.info({ url, origin, profile }, 'ready')
}

async function listen(server: LedgerServer, { host, port }: Settings): Promise<void> {
  try {
    await server.app.listen({ host, port })
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Where nobody asked for this port, that it is taken keeps nobody from the other. */
async function listenSecurely(
  server: LedgerServer,
  { host, tls }: Settings,
  logger: Logger,
): Promise<void> {
  const { app, secure } = server
  if (secure === undefined || tls === undefined) return
  try {
    const address = { host: tls.host ?? host, port: tls.port }
    await secure.listen(app.getHttpAdapter().getInstance(), address)
    logger.info({ url: `https://${address.host}:${secure.port}` }, 'certificates')
  } catch (error) {
    if (!tls.isImplied) {
      await server.close()
      throw error
    }
    logger.warn({ port: tls.port }, 'this port is taken: no certificates are asked for')
  }
}

/** The first signal ends in order, the second at once. */
function stopOnSignal(server: LedgerServer): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) process.exit(130)
    isStopping = true
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function fail(error: unknown): never {
  const isKnown = error instanceof LedgerError || isSystemError(error)
  const told = isKnown ? reasonsOf(error as Error) : error
  console.error('contremarque:', told)
  process.exit(error instanceof SettingsError ? USAGE : FAILED)
}

/** The message and those of its causes that it does not repeat. */
function reasonsOf({ message, cause }: Error): string {
  const isTold = !(cause instanceof Error) || message.includes(cause.message)
  return isTold ? message : `${message}: ${reasonsOf(cause)}`
}

function isSystemError(error: unknown): boolean {
  return typeof (error as { code?: unknown } | null)?.code === 'string'
}

await main().catch(fail)
