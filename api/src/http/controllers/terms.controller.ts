import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Documented } from '../documented.js'
import { TermsOfUse } from '../schemas/session.js'
import { TermsDesk } from '../terms-desk.js'

@ApiTags('session')
@Controller('terms')
export class TermsController {
  constructor(private readonly terms: TermsDesk) {}

  @Get()
  @Documented({
    operationId: 'getTerms',
    summary: 'The terms of use in force: their text and its digest',
    answer: TermsOfUse,
  })
  read() {
    return this.terms.inForce()
  }
}
