import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Documented } from '../documented.js'
import { Readiness } from '../readiness.js'
import { Health } from '../schemas/ledger.js'

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  @Documented({ operationId: 'getHealth', summary: 'Ready to serve', answer: Health })
  health() {
    return {
      status: 'ready',
      profile: this.readiness.profile,
      version: this.readiness.version,
    }
  }
}
