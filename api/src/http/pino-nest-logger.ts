import type { LoggerService } from '@nestjs/common'
import type { Logger } from 'pino'

/** Nest's own messages through the one logger; its start-up chatter at debug level. */
export class PinoNestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message))
  }

  warn(message: unknown): void {
    this.logger.warn(String(message))
  }

  error(message: unknown): void {
    this.logger.error(String(message))
  }

  fatal(message: unknown): void {
    this.logger.fatal(String(message))
  }

  debug(message: unknown): void {
    this.logger.debug(String(message))
  }

  verbose(message: unknown): void {
    this.logger.trace(String(message))
  }
}
