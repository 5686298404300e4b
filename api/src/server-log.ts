import { pino, type Logger } from 'pino'

/** Bytes that wait while nothing takes them; what comes beyond them is dropped. */
const MAX_WAITING = 1024 * 1024
const STANDARD_OUTPUT = 1

/**
 * The log, on standard output. Where nothing takes it, as on a full disk, it waits for the next line to be
 * written: it neither ends nor holds the server, whose record is the ledger.
 */
export function serverLog(level: string): Logger {
  const output = pino.destination({
    dest: STANDARD_OUTPUT,
    // Else what is left is written as the process ends, again and again until something takes it.
    sync: true,
    maxLength: MAX_WAITING,
    retryEAGAIN: () => false,
  })
  output.on('error', () => undefined)
  return pino({ level, base: null }, output)
}
