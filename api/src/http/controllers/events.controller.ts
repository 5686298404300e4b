import { Controller, Sse, type MessageEvent } from '@nestjs/common'
import { ApiProduces, ApiTags } from '@nestjs/swagger'
import { map, type Observable } from 'rxjs'
import type { SessionRecord } from '../../identity/session-record.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented } from '../documented.js'
import { LiveFeed } from '../live-feed.js'
import { LiveEvent } from '../schemas/ledger.js'

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(
    private readonly feed: LiveFeed,
    private readonly noted: ConsoleReads,
  ) {}

  @Sse()
  @ApiProduces('text/event-stream')
  @Documented({
    operationId: 'watchEvents',
    summary: 'Server-sent events: new entries of my cases, seals, time-stamps, health',
    description:
      'Hints to read again, not a log: of each stream the newest entry of a moment, and only while connected. There is no place to resume from: `id` is empty and Last-Event-ID is not looked at. After every connection, the first included, a client reads again what it shows. The first event is always `health`.',
    answer: LiveEvent,
  })
  async watch(@CurrentSession() session: SessionRecord): Promise<Observable<MessageEvent>> {
    await this.noted.look('live', session)
    // Without an id the framework counts, which a browser would send back as if it were a place.
    return this.feed.of(session).pipe(map((data) => ({ type: data.event, id: '', data })))
  }
}
