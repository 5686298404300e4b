import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { SessionRecord } from '../../identity/session-record.js'
import { ForPlatforms } from '../asked-by-platform.js'
import { ActionDesk } from '../action-desk.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedWrite } from '../documented.js'
import { found } from '../found.js'
import { Reads } from '../reads.js'
import { CaseAction, OrderExpertise } from '../schemas/actions.js'
import { CaseDetail, CasePage, DeliveryList, SearchCases, TimelinePage } from '../schemas/cases.js'
import { PageQuery, Uuid } from '../schemas/primitives.js'
import { Recorded } from '../schemas/recorded.js'
import { Write } from '../write-headers.js'
import type { WriteRequest } from '../write-request.js'

@ApiTags('cases')
@Controller('cases')
export class CasesController {
  constructor(
    private readonly reads: Reads,
    private readonly actions: ActionDesk,
    private readonly noted: ConsoleReads,
  ) {}

  @Get()
  @ForPlatforms('read')
  @Documented({
    operationId: 'listCases',
    summary: 'My cases, latest activity first',
    answer: CasePage,
  })
  async list(
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.look('cases', session)
    return this.reads.listCases(session.person.id, page)
  }

  @Post('search')
  @HttpCode(200)
  @ForPlatforms('read')
  @Documented({
    operationId: 'searchCases',
    summary: 'My cases that match a text',
    answer: CasePage,
  })
  async search(
    @Body({ schema: SearchCases }) body: SearchCases,
    @CurrentSession() session: SessionRecord,
  ) {
    const page = this.reads.searchCases(session.person.id, body.text, body)
    await this.noted.search(body.text, page.items.length, session)
    return page
  }

  @Post()
  @ForPlatforms('record')
  @DocumentedWrite({
    operationId: 'orderExpertise',
    summary: 'Orders an expertise: a new case',
    answer: Recorded,
  })
  order(@Body({ schema: OrderExpertise }) body: OrderExpertise, @Write() write: WriteRequest) {
    return this.actions.orderExpertise(body, write)
  }

  @Get(':case')
  @ForPlatforms('read')
  @Documented({ operationId: 'getCase', summary: 'One case', answer: CaseDetail, problems: [404] })
  async detail(
    @Param('case', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.consult(id, session)
    return found(this.reads.findCase(session.person.id, id))
  }

  @Get(':case/timeline')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getCaseTimeline',
    summary: 'Entries of a case, newest first',
    answer: TimelinePage,
    problems: [404],
  })
  async timeline(
    @Param('case', { schema: Uuid }) id: string,
    @Query({ schema: PageQuery }) page: PageQuery,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.consult(id, session)
    return found(this.reads.caseTimeline(session.person.id, id, page))
  }

  @Get(':case/deliveries')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getCaseDeliveries',
    summary: 'Five dated facts per document and recipient',
    answer: DeliveryList,
    problems: [404],
  })
  async deliveries(
    @Param('case', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
  ) {
    await this.noted.consult(id, session)
    return { items: found(this.reads.caseDeliveries(session.person.id, id)) }
  }

  @Post(':case/actions')
  @ForPlatforms('record')
  @DocumentedWrite({
    operationId: 'act',
    summary: 'Asks for one action on a case',
    answer: Recorded,
    problems: [404],
  })
  act(
    @Param('case', { schema: Uuid }) id: string,
    @Body({ schema: CaseAction }) body: CaseAction,
    @Write() write: WriteRequest,
  ) {
    return this.actions.act(id, body, write)
  }
}
