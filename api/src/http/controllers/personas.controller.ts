import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { PERSONAS } from '../../identity/personas.js'
import { Documented } from '../documented.js'
import { Readiness } from '../readiness.js'
import { PersonaList } from '../schemas/session.js'

@ApiTags('session')
@Controller('personas')
export class PersonasController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  @Documented({
    operationId: 'listPersonas',
    summary: 'Personas of a development ledger; empty in production',
    answer: PersonaList,
  })
  list() {
    return { items: this.readiness.profile === 'development' ? PERSONAS : [] }
  }
}
