import { z } from 'zod'
import { pageOf, Role, text, Uuid } from './primitives.js'
import { Recorded } from './recorded.js'

/** A role of a person's; the platform's own and that of imported journals are nobody's. */
const PersonRole = Role.exclude(['plateforme', 'externe'])

export const EnrolPerson = z
  .strictObject({ role: PersonRole, name: text(256), address: text(512).nullable().default(null) })
  .meta({ id: 'EnrolPerson' })
export type EnrolPerson = z.infer<typeof EnrolPerson>

export const EnrolledPerson = Recorded.extend({ person: Uuid }).meta({ id: 'EnrolledPerson' })

export const PersonDetail = z
  .object({
    id: Uuid,
    name: z.string().nullable().meta({ description: 'null once erased' }),
    roles: z.array(Role),
    credentials: z.array(z.object({ id: Uuid, method: z.enum(['certificate', 'oidc']) })),
  })
  .meta({ id: 'PersonDetail' })

export const PersonPage = pageOf(PersonDetail, 'PersonPage')

export const RoleChange = z
  .strictObject({ kind: z.enum(['GrantRole', 'WithdrawRole']), role: PersonRole })
  .meta({ id: 'RoleChange' })
export type RoleChange = z.infer<typeof RoleChange>

export const BindCredential = z
  .discriminatedUnion('method', [
    z.strictObject({
      method: z.literal('certificate'),
      certificate: z.base64().max(16_384).meta({ description: 'DER in base64' }),
    }),
    z.strictObject({
      method: z.literal('oidc'),
      issuer: z
        .url({ protocol: /^https?$/ })
        .max(512)
        .regex(/^[\x21-\x7e]+$/, 'visible ASCII expected')
        .meta({ format: 'uri' }),
      subject: text(255),
    }),
  ])
  .meta({ id: 'BindCredential' })
export type BindCredential = z.infer<typeof BindCredential>

export const UnbindCredential = z
  .strictObject({ reason: z.enum(['renewed', 'revoked', 'withdrawn']) })
  .meta({ id: 'UnbindCredential' })
export type UnbindCredential = z.infer<typeof UnbindCredential>
