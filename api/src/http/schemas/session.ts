import { z } from 'zod'
import { purposeCodes } from '../../actions/purpose.js'
import { ROUTES } from '../../actions/rights/route-rights.js'
import { Day, Instant, Role, Sha256, text, Uuid } from './primitives.js'

export const Persona = z
  .object({
    id: Uuid,
    handle: z.string(),
    name: z.string(),
    role: Role,
    title: z.string(),
  })
  .meta({ id: 'Persona' })

export const PersonaList = z.object({ items: z.array(Persona) }).meta({ id: 'PersonaList' })

export const OpenSession = z.strictObject({ persona: Uuid }).meta({ id: 'OpenSession' })
export type OpenSession = z.infer<typeof OpenSession>

const PurposeCode = z.enum(purposeCodes).meta({ id: 'PurposeCode' })
const Detail = text(500).nullable().meta({ description: 'Personal: committed, never in clear' })

/** A field that a form leaves empty says nothing. */
function unlessEmpty<Field extends z.ZodType>(field: Field) {
  return z.preprocess((value) => (isEmpty(value) ? null : value), field)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/** Left empty it is refused, and the refusal recorded. */
export const StatePurpose = z
  .strictObject({
    code: unlessEmpty(PurposeCode.nullable().default(null)),
    detail: unlessEmpty(Detail.default(null)),
  })
  .meta({ id: 'StatePurpose' })
export type StatePurpose = z.infer<typeof StatePurpose>

export const Session = z
  .object({
    person: z.object({
      id: Uuid,
      name: z.string(),
      role: Role.meta({ description: 'The one in which the session acts' }),
      roles: z.array(Role),
      title: z.string().nullable(),
    }),
    authentication: z.object({
      method: z.enum(['certificate', 'oidc', 'development']),
      validity: z.enum(['good', 'revoked', 'unknown', 'not-applicable']),
      checkedAt: Instant.nullable(),
    }),
    profile: z.enum(['development', 'production']),
    may: z.array(z.enum(ROUTES)).meta({ description: 'Routes open to my role' }),
    terms: z.object({
      inForce: z.string(),
      accepted: z.string().nullable().meta({ description: 'Version accepted last by this person' }),
    }),
    purpose: z
      .object({ code: PurposeCode, detail: z.string().nullable() })
      .nullable()
      .meta({ description: 'What this session reads for; null until it is stated' }),
    expiresAt: Instant,
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const SessionGoingOn = z
  .object({
    issuer: z.string().meta({ description: 'Title of the issuer at which a session goes on' }),
    logoutUrl: z.string().nullable().meta({
      description:
        'Its page that ends it; null where it offers none, does not answer, or is named no more',
    }),
  })
  .meta({ id: 'SessionGoingOn' })
export type SessionGoingOn = z.infer<typeof SessionGoingOn>

const SessionMethod = z
  .discriminatedUnion('method', [
    z.object({
      method: z.literal('certificate'),
      url: z.string().meta({ description: 'Page of this console that asks for a certificate' }),
    }),
    z.object({
      method: z.literal('oidc'),
      url: z.string().meta({ description: 'Where the login begins' }),
      title: z.string(),
    }),
    z.object({ method: z.literal('development') }),
  ])
  .meta({ id: 'SessionMethod' })
export type SessionMethod = z.infer<typeof SessionMethod>

export const SessionMethodList = z
  .object({ methods: z.array(SessionMethod) })
  .meta({ id: 'SessionMethodList' })

export const ActAs = z.strictObject({ role: Role }).meta({ id: 'ActAs' })
export type ActAs = z.infer<typeof ActAs>

export const TermsOfUse = z
  .object({
    version: z.string(),
    inForceFrom: Day,
    sha256: Sha256.meta({ description: 'Of the text as UTF-8' }),
    text: z.string().meta({ description: 'Markdown: French, a line `---`, English' }),
  })
  .meta({ id: 'TermsOfUse' })
export type TermsOfUse = z.infer<typeof TermsOfUse>

export const AcceptTerms = z
  .strictObject({
    version: z.string().regex(/^[\x21-\x7e]{1,32}$/),
    sha256: Sha256.meta({ description: 'Of the text that was shown' }),
  })
  .meta({ id: 'AcceptTerms' })
export type AcceptTerms = z.infer<typeof AcceptTerms>
