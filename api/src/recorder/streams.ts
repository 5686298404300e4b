import { derivedUuid } from './request-reference.js'

/** Names of the streams that derive from a person or a request, under the ledger's lookup key. */
export class Streams {
  constructor(private readonly lookupKey: Uint8Array) {}

  /** One person on the platform: enrolment, terms. */
  actor(person: string): string {
    return `actor-${derivedUuid(this.lookupKey, 'actor', person)}`
  }

  /** What one person reads outside a case. */
  console(person: string): string {
    return `console-${derivedUuid(this.lookupKey, 'console', person)}`
  }

  /** A new case: the same for the same request. */
  newCase(caller: string, key: string): string {
    return `expertise-${derivedUuid(this.lookupKey, 'expertise', caller, key)}`
  }
}
