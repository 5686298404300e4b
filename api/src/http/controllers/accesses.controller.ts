import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { SessionRecord } from '../../identity/session-record.js'
import { AccessDesk } from '../access-desk.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented } from '../documented.js'
import { found } from '../found.js'
import { AccessPage, ReaderAccesses, ReaderPage } from '../schemas/accesses.js'
import { PageQuery, Uuid } from '../schemas/primitives.js'

/** The auditors are audited (R05): who read what, what for, from when to when. */
@ApiTags('accesses')
@Controller()
export class AccessesController {
  constructor(
    private readonly accesses: AccessDesk,
    private readonly noted: ConsoleReads,
  ) {}

  @Get('accesses')
  @Documented({
    operationId: 'listOwnAccesses',
    summary: 'What I read, the latest first',
    answer: AccessPage,
  })
  async own(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('own-accesses', session)
    return this.accesses.own(session.person, page)
  }

  @Get('readers')
  @Documented({
    operationId: 'listReaders',
    summary: 'Who read, the latest first; for auditors and the data-protection officer',
    answer: ReaderPage,
  })
  async readers(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('readers', session)
    return this.accesses.readers(session.person, page)
  }

  @Get('readers/:person/accesses')
  @Documented({
    operationId: 'listAccesses',
    summary: 'What a person read, the latest first; for auditors and the data-protection officer',
    answer: ReaderAccesses,
    problems: [404],
  })
  async of(
    @Param('person', { schema: Uuid }) person: string,
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    const accesses = found(await this.accesses.of(session.person, person, page))
    await this.noted.lookInto('accesses', person, session)
    return accesses
  }
}
