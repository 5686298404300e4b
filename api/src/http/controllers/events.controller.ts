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
    answer: LiveEvent,
  })
  async watch(@CurrentSession() session: SessionRecord): Promise<Observable<MessageEvent>> {
    await this.noted.look('live', session)
    return this.feed.of(session).pipe(map((event) => ({ type: event.event, data: event })))
  }
}
