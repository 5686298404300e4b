import { answered, answerOf, client, idempotencyKey } from './client.ts'
import type {
  Persona,
  Purpose,
  Session,
  SessionGoingOn,
  SessionMethod,
  TermsOfUse,
} from './types.ts'

export function getSession(): Promise<Session> {
  return answered(client.GET('/api/v1/session'))
}

/** Development personas; none in production. */
export async function listPersonas(): Promise<readonly Persona[]> {
  const { items } = await answered(client.GET('/api/v1/personas'))
  return items
}

/** How somebody can be identified here, and where. */
export async function listMethods(): Promise<readonly SessionMethod[]> {
  const { methods } = await answered(client.GET('/api/v1/session/methods'))
  return methods
}

/** Opens a session of whom the browser's certificate identifies; on the port that asks for one. */
export function openSessionByCertificate(): Promise<Session> {
  return answerOf(client.POST('/api/v1/session/certificate'))
}

/** Opens a session as a development persona, which identifies nobody. */
export function openSession(persona: string): Promise<Session> {
  return answerOf(client.POST('/api/v1/session', { body: { persona } }))
}

/** @returns what goes on at an issuer, where the session was opened by one */
export function endSession(): Promise<SessionGoingOn | undefined> {
  return answered(client.DELETE('/api/v1/session'))
}

/** What is read from now on for. */
export function statePurpose(purpose: Purpose): Promise<Session> {
  return answered(client.PUT('/api/v1/session/purpose', { body: purpose }))
}

/** The terms of use in force. */
export function getTerms(): Promise<TermsOfUse> {
  return answered(client.GET('/api/v1/terms'))
}

/** Accepts the terms of use as they were shown, for oneself alone. */
export async function acceptTerms({ version, sha256 }: TermsOfUse): Promise<void> {
  const params = { header: idempotencyKey() }
  await answered(client.POST('/api/v1/session/terms', { params, body: { version, sha256 } }))
}
