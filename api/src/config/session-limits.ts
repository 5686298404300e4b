import type { z } from 'zod'
import { decimal } from './decimal.js'
import { SettingsError } from './settings-error.js'

/** How long a session lasts, in milliseconds. */
export interface SessionLimits {
  /** Without a request of the person's. */
  readonly idle: number
  /** Whatever is asked in it. */
  readonly total: number
}

const MINUTE = 60_000

export const sessionVariables = {
  CONTREMARQUE_SESSION_IDLE: decimal(5, 120).default(30),
  CONTREMARQUE_SESSION_LIFE: decimal(15, 720).default(240),
}

type Variables = z.infer<z.ZodObject<typeof sessionVariables>>

/** @throws SettingsError where a session would be over before it could be idle */
export function sessionLimits({
  CONTREMARQUE_SESSION_IDLE: idle,
  CONTREMARQUE_SESSION_LIFE: total,
}: Variables): SessionLimits {
  if (idle <= total) return { idle: idle * MINUTE, total: total * MINUTE }
  throw new SettingsError(
    'SETTINGS_MALFORMED',
    'CONTREMARQUE_SESSION_IDLE: expected no more minutes than CONTREMARQUE_SESSION_LIFE',
  )
}
