import { Controller, Get, Query, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import type { SessionRecord } from '../../identity/session-record.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedBytes } from '../documented.js'
import { found } from '../found.js'
import { Evidence } from '../../verification/evidence.js'
import { Reads } from '../reads.js'
import { sendFile } from '../send-file.js'
import { ExportQuery, LedgerHealth, Trust } from '../schemas/ledger.js'

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly reads: Reads,
    private readonly evidence: Evidence,
    private readonly noted: ConsoleReads,
  ) {}

  @Get('health')
  @Documented({
    operationId: 'getLedgerHealth',
    summary: 'Last seal, last token, lag, alarms',
    answer: LedgerHealth,
    needs: 'session',
  })
  health(@CurrentSession() session: SessionRecord) {
    return this.reads.ledgerHealthFor(session.person)
  }

  @Get('trust')
  @Documented({
    operationId: 'getTrust',
    summary:
      'Trust anchors as this server states them: to be compared with ones obtained another way',
    answer: Trust,
    needs: 'session',
  })
  trust() {
    return this.evidence.trust()
  }

  @Get('head')
  @Documented({
    operationId: 'getHead',
    summary:
      'The last stamped checkpoint, which no export asked for later may fall short of: to be kept',
    problems: [404],
  })
  @DocumentedBytes('text/plain', 'C2SP signed note, docs/spec/checkpoint.md')
  async head(@Res() reply: FastifyReply) {
    const note = found(await this.evidence.head())
    return sendFile(reply, { name: 'head.note', type: 'text/plain; charset=utf-8' }, note)
  }

  @Get('export')
  @Documented({
    operationId: 'exportLedger',
    summary: 'The ledger up to its last stamped checkpoint; no personal data',
  })
  @DocumentedBytes('application/vnd.contremarque.export+jsonl', 'JSONL, FORMATS §9')
  async export(
    @Query({ schema: ExportQuery }) { use }: ExportQuery,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    await this.noted.export(use, session)
    const type = 'application/vnd.contremarque.export+jsonl'
    return sendFile(reply, { name: 'ledger.jsonl', type }, await this.evidence.exportLedger(use))
  }

  @Get('erasures')
  @Documented({
    operationId: 'exportErasures',
    summary:
      'The entries that tell erasures, as lines of an export: by them a verification lists what was erased',
  })
  @DocumentedBytes(
    'application/x-ndjson',
    'Entry lines, docs/spec/export.md; no header, no trailer',
  )
  async erasures(@CurrentSession() session: SessionRecord, @Res() reply: FastifyReply) {
    await this.noted.look('erasures', session)
    const type = 'application/x-ndjson'
    return sendFile(reply, { name: 'erasures.jsonl', type }, await this.evidence.exportErasures())
  }
}
