import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { SessionRecord } from '../../identity/session-record.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedWrite } from '../documented.js'
import { found } from '../found.js'
import { PersonalDataDesk } from '../personal-data-desk.js'
import {
  ErasedPerson,
  ErasePerson,
  ErasurePage,
  FoundPersons,
  HeldData,
  SearchPersons,
} from '../schemas/personal-data.js'
import { PageQuery, Uuid } from '../schemas/primitives.js'
import { Write } from '../write-headers.js'
import type { WriteRequest } from '../write-request.js'

@ApiTags('personal-data')
@Controller('personal-data')
export class PersonalDataController {
  constructor(
    private readonly desk: PersonalDataDesk,
    private readonly noted: ConsoleReads,
  ) {}

  /** The text is a name that may have to be erased: no word of it is recorded. */
  @Post('search')
  @HttpCode(200)
  @Documented({
    operationId: 'searchPersons',
    summary: 'Persons of whom something is held, by name; for the data-protection officer',
    answer: FoundPersons,
  })
  async search(
    @Body({ schema: SearchPersons }) { text, limit }: SearchPersons,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('person-search', session)
    return this.desk.search(text, limit)
  }

  @Get('erasures')
  @Documented({
    operationId: 'listErasures',
    summary: 'Erasures, newest first; for the data-protection officer',
    answer: ErasurePage,
  })
  async erasures(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('erasures', session)
    return this.desk.register(page)
  }

  @Get('persons/:person')
  @Documented({
    operationId: 'getHeldData',
    summary: 'What is held of a person, place by place, without any value',
    answer: HeldData,
    problems: [404],
  })
  async held(
    @Param('person', { schema: Uuid }) person: string,
    @CurrentSession() session: SessionRecord,
  ) {
    const held = found(await this.desk.held(person))
    await this.noted.lookInto('held-data', person, session)
    return held
  }

  @Post('persons/:person/erasure')
  @DocumentedWrite({
    operationId: 'erasePerson',
    summary: 'Destroys what opens the data of a person, in a case or wherever he stands; final',
    answer: ErasedPerson,
    problems: [404],
  })
  erase(
    @Param('person', { schema: Uuid }) person: string,
    @Body({ schema: ErasePerson }) body: ErasePerson,
    @Write() write: WriteRequest,
  ) {
    return this.desk.erase(person, body, write)
  }
}
