import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { z } from 'zod'
import { Deposit } from './schemas/deposits.js'
import { SESSION_COOKIE } from './session-cookie.js'

export const API_PREFIX = 'api/v1'

/** The OpenAPI 3.1 document of the running application. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Contremarque')
    .setDescription(
      'Tamper-evident ledger for judicial expertise: records, seals, time-stamps, proves.',
    )
    .setVersion('1')
    .addCookieAuth(
      SESSION_COOKIE,
      { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
      'session',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'platform')
    .build()
  const document = SwaggerModule.createDocument(app, builder)
  Object.assign(document.components?.schemas ?? {}, depositSchemas())
  return withProblemMediaType(document)
}

/** A form part is no body of its own, so that the generator does not meet its schema. */
function depositSchemas(): Record<string, unknown> {
  const { $defs } = z.toJSONSchema(z.object({ deposit: Deposit }), { io: 'input' })
  const text = JSON.stringify($defs).replaceAll('#/$defs/', '#/components/schemas/')
  return JSON.parse(text) as Record<string, unknown>
}

/** Errors are `application/problem+json`; the generator knows `application/json` only. */
function withProblemMediaType(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (Number(status) >= 400 && response.content?.['application/json'] !== undefined) {
          response.content = { 'application/problem+json': response.content['application/json'] }
        }
      }
    }
  }
  return document
}

interface Operation {
  responses?: Record<string, { content?: Record<string, unknown> }>
}
