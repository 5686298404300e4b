import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { ForPlatforms } from '../asked-by-platform.js'
import { ActionDesk } from '../action-desk.js'
import { DocumentedWrite } from '../documented.js'
import { Batch } from '../schemas/actions.js'
import { BatchResult } from '../schemas/recorded.js'
import { Write } from '../write-headers.js'
import type { WriteRequest } from '../write-request.js'

@ApiTags('cases')
@Controller('actions')
export class ActionsController {
  constructor(private readonly actions: ActionDesk) {}

  @Post()
  @HttpCode(200)
  @ForPlatforms('record')
  @DocumentedWrite({
    operationId: 'actMany',
    summary: 'Many actions in one call, for other platforms: each recorded or refused on its own',
    status: 200,
    answer: BatchResult,
  })
  actMany(@Body({ schema: Batch }) body: Batch, @Write() write: WriteRequest) {
    return this.actions.actMany(body, write)
  }
}
