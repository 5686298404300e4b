import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { HttpModule, type HttpServices } from '../http/http.module.js'
import { API_PREFIX, createOpenApiDocument } from '../http/openapi.js'
import { USAGE } from './exit.js'

export const help = `Usage: contremarque openapi --out FILE

Writes the OpenAPI 3.1 document of the HTTP interface.

Example:
  contremarque openapi --out api/openapi.json`

/** Writes the document without opening a ledger: routes and schemas only. */
export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { out: { type: 'string' } } })
  if (values.out === undefined) {
    console.error(help)
    return USAGE
  }
  // In preview nothing is constructed, so that no service is needed.
  const app = await NestFactory.create(HttpModule.with({} as HttpServices), new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  })
  app.setGlobalPrefix(API_PREFIX)
  await writeFile(values.out, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`)
  return 0
}
