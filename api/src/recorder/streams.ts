import { caseStream } from '../actions/expertise/case-stream.js'
import { BoundedMap } from '../cache/bounded-map.js'
import { derivedUuid } from './request-reference.js'

const REMEMBERED = 10_000

/** Names of the streams that derive from a person or a request, under the ledger's lookup key. */
export class Streams {
  /** Asked for at every request. */
  private readonly actors = new BoundedMap<string, string>(REMEMBERED)

  constructor(private readonly lookupKey: Uint8Array) {}

  /** One person on the platform: enrolment, terms. */
  actor(person: string): string {
    const known = this.actors.get(person)
    if (known !== undefined) return known
    const stream = `actor-${derivedUuid(this.lookupKey, 'actor', person)}`
    this.actors.set(person, stream)
    return stream
  }

  /** What one person reads outside a case. */
  console(person: string): string {
    return `console-${derivedUuid(this.lookupKey, 'console', person)}`
  }

  /** A new case: the same for the same request. */
  newCase(caller: string, key: string): string {
    return caseStream(derivedUuid(this.lookupKey, 'expertise', caller, key))
  }
}
