import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ActionRefused } from '../../actions/action-refused.js'
import { IdentityError } from '../../identity/identity-error.js'
import type { SessionRecord } from '../../identity/session-record.js'
import type { WriteRequest } from '../write-request.js'
import { ForPlatforms } from '../asked-by-platform.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { readDeposit, type DepositForm } from '../deposit-form.js'
import { DocumentDesk } from '../document-desk.js'
import { Documented, DocumentedBytes, DocumentedWrite } from '../documented.js'
import { ReadRefusals } from '../read-refusals.js'
import { Uuid } from '../schemas/primitives.js'
import { Recorded } from '../schemas/recorded.js'
import { Write } from '../write-headers.js'

@ApiTags('documents')
@Controller('cases/:case/documents')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentDesk,
    private readonly noted: ConsoleReads,
    private readonly refusals: ReadRefusals,
  ) {}

  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['document', 'file'],
      properties: {
        document: {
          allOf: [{ $ref: '#/components/schemas/Deposit' }],
          description: 'As JSON; stands before the file',
        },
        file: { type: 'string', format: 'binary' },
      },
    },
  })
  @ForPlatforms('record')
  @DocumentedWrite({
    operationId: 'depositDocument',
    summary: 'Deposits a document whose digest the client computed',
    answer: Recorded,
    problems: [404],
  })
  async deposit(
    @Param('case', { schema: Uuid }) id: string,
    @Req() request: FastifyRequest,
    @Write() write: WriteRequest,
  ) {
    const { declared, file, fileName } = await this.read(request, write.session)
    request.waitAnew()
    return this.documents.deposit(id, declared, file, fileName, write)
  }

  @Get(':document/content')
  @ForPlatforms('read')
  @Documented({
    operationId: 'openDocument',
    summary: 'Opens a document: recorded before the first byte is sent',
    problems: [404, 409],
  })
  @DocumentedBytes('application/octet-stream', 'The document in clear')
  async content(
    @Param('case', { schema: Uuid }) id: string,
    @Param('document', { schema: Uuid }) document: string,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    const opened = await this.documents.open(id, document, session)
    await this.noted.consult(id, session)
    return (
      reply
        // Of whatever type it was declared to be: nothing of it runs or shows here.
        .header('content-type', 'application/octet-stream')
        .header('content-length', opened.size)
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(opened.fileName)}`,
        )
        .header('cache-control', 'no-store')
        .send(opened.content)
    )
  }

  /** A platform may have signed for another description: that shows only here. */
  private async read(request: FastifyRequest, session: SessionRecord): Promise<DepositForm> {
    try {
      return await readDeposit(request)
    } catch (error) {
      if (error instanceof IdentityError && error.code === 'ASSERTION_OF_ANOTHER_REQUEST') {
        this.refusals.tell(new ActionRefused(error.code, 'ActThroughPlatform'), session)
      }
      throw error
    }
  }
}
