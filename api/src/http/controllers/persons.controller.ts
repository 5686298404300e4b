import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { SessionRecord } from '../../identity/session-record.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedWrite } from '../documented.js'
import { found } from '../found.js'
import { PersonDesk } from '../person-desk.js'
import {
  BindCredential,
  EnrolledPerson,
  EnrolPerson,
  PersonDetail,
  PersonPage,
  RoleChange,
  UnbindCredential,
} from '../schemas/persons.js'
import { PageQuery, Uuid } from '../schemas/primitives.js'
import { Recorded } from '../schemas/recorded.js'
import { Write } from '../write-headers.js'
import type { WriteRequest } from '../write-request.js'

@ApiTags('persons')
@Controller('persons')
export class PersonsController {
  constructor(
    private readonly persons: PersonDesk,
    private readonly noted: ConsoleReads,
  ) {}

  @Get()
  @Documented({
    operationId: 'listPersons',
    summary: 'Enrolled persons, their roles and credentials; for administrators',
    answer: PersonPage,
  })
  async list(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    const { cursor, limit } = page
    await this.noted.look('persons', session)
    return this.persons.list(cursor === undefined ? { limit } : { cursor, limit })
  }

  @Post()
  @DocumentedWrite({
    operationId: 'enrolPerson',
    summary: 'Enrols a person on the platform',
    answer: EnrolledPerson,
  })
  enrol(@Body({ schema: EnrolPerson }) body: EnrolPerson, @Write() write: WriteRequest) {
    return this.persons.enrol(body, write)
  }

  @Get(':person')
  @Documented({
    operationId: 'getPerson',
    summary: 'One enrolled person; for administrators',
    answer: PersonDetail,
    problems: [404],
  })
  async detail(
    @Param('person', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('persons', session)
    return found(await this.persons.find(id))
  }

  @Post(':person/roles')
  @DocumentedWrite({
    operationId: 'changeRole',
    summary: 'Grants or withdraws a role; withdrawing ends the sessions of the person',
    answer: Recorded,
  })
  changeRole(
    @Param('person', { schema: Uuid }) id: string,
    @Body({ schema: RoleChange }) body: RoleChange,
    @Write() write: WriteRequest,
  ) {
    return this.persons.changeRole(id, body, write)
  }

  @Post(':person/credentials')
  @DocumentedWrite({
    operationId: 'bindCredential',
    summary: 'From now on this certificate or account identifies the person',
    answer: Recorded,
  })
  bind(
    @Param('person', { schema: Uuid }) id: string,
    @Body({ schema: BindCredential }) body: BindCredential,
    @Write() write: WriteRequest,
  ) {
    return this.persons.bind(id, body, write)
  }

  @Post(':person/credentials/:credential/unbinding')
  @DocumentedWrite({
    operationId: 'unbindCredential',
    summary: 'It no longer identifies the person, whose sessions end',
    answer: Recorded,
  })
  unbind(
    @Param('person', { schema: Uuid }) id: string,
    @Param('credential', { schema: Uuid }) credential: string,
    @Body({ schema: UnbindCredential }) body: UnbindCredential,
    @Write() write: WriteRequest,
  ) {
    return this.persons.unbind(id, credential, body, write)
  }
}
