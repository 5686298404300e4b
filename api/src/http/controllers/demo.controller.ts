import { Controller, HttpCode, Optional, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { DemoStage } from '../demo-stage.js'
import { Documented } from '../documented.js'
import { HttpProblem } from '../http-problem.js'
import { DemoScene } from '../schemas/ledger.js'

@ApiTags('demo')
@Controller('demo')
export class DemoController {
  constructor(@Optional() private readonly stage?: DemoStage) {}

  @Post('next')
  @HttpCode(200)
  @Documented({
    operationId: 'playNextScene',
    summary: 'Plays the next scene of the demo story live; development only',
    answer: DemoScene,
    needs: 'terms',
    problems: [404],
  })
  next() {
    if (this.stage === undefined) {
      throw new HttpProblem('DEMO_UNAVAILABLE', 'only a development ledger has a demo story')
    }
    return this.stage.next()
  }
}
