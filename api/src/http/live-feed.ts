import type { Observable } from 'rxjs'
import type { LiveEvent } from './schemas/ledger.js'

/** New entries of the person's cases, seals, stamps and changes of health. */
export abstract class LiveFeed {
  abstract of(person: string): Observable<LiveEvent>
}
