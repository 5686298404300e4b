import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { SessionRecord } from '../../identity/session-record.js'
import { ForPlatforms } from '../asked-by-platform.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented } from '../documented.js'
import { found } from '../found.js'
import { Reads } from '../reads.js'
import { TimelinePage } from '../schemas/cases.js'
import { JournalPage } from '../schemas/journals.js'
import { PageQuery, Uuid } from '../schemas/primitives.js'

@ApiTags('journals')
@Controller('journals')
export class JournalsController {
  constructor(
    private readonly reads: Reads,
    private readonly noted: ConsoleReads,
  ) {}

  @Get()
  @ForPlatforms('read')
  @Documented({ operationId: 'listJournals', summary: 'Imported journals', answer: JournalPage })
  async list(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('journals', session)
    return this.reads.listJournals(page)
  }

  @Get(':journal/timeline')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getJournalTimeline',
    summary: 'Entries of an imported journal, newest first',
    answer: TimelinePage,
    problems: [404],
  })
  async timeline(
    @Param('journal', { schema: Uuid }) id: string,
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    const items = found(this.reads.journalTimeline(id, page))
    await this.noted.look(`journal-${id}`, session)
    return items
  }
}
