import { Controller, Get, Param, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import type { SessionRecord } from '../../identity/session-record.js'
import type { DownloadEvidence } from '../../actions/expertise/action.js'
import { ForPlatforms } from '../asked-by-platform.js'
import { CurrentSession } from '../current-session.js'
import type { EntryDetail, StampedEntry } from '../../projections/read-model.js'
import { Documented, DocumentedBytes } from '../documented.js'
import { Evidence } from '../../verification/evidence.js'
import { ActionRefused } from '../../actions/action-refused.js'
import { ConsoleReads } from '../console-reads.js'
import { notFound } from '../found.js'
import { HttpProblem } from '../http-problem.js'
import { ReadRefusals } from '../read-refusals.js'
import { Reads } from '../reads.js'
import { EntryProof } from '../schemas/entries.js'
import { sendFile } from '../send-file.js'
import { Uuid } from '../schemas/primitives.js'

@ApiTags('entries')
@Controller('entries')
export class EntriesController {
  constructor(
    private readonly reads: Reads,
    private readonly evidence: Evidence,
    private readonly noted: ConsoleReads,
    private readonly refusals: ReadRefusals,
  ) {}

  @Get(':entry')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getEntry',
    summary: 'Envelope, seal certificate, place in the tree, tokens, state of proof',
    answer: EntryProof,
    problems: [404],
  })
  async proof(
    @Param('entry', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
  ) {
    return this.evidence.proofOf(await this.read('GetEntry', id, session))
  }

  @Get(':entry/entry.p7m')
  @ForPlatforms('read')
  @Documented({ operationId: 'getEntryBytes', summary: 'The signed entry', problems: [404] })
  @DocumentedBytes('application/pkcs7-mime', 'CMS SignedData, DER')
  async bytes(
    @Param('entry', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    const der = await this.evidence.entryBytes(
      await this.take('GetEntryBytes', id, session, 'entry'),
    )
    return reply.header('content-type', 'application/pkcs7-mime').send(Buffer.from(der))
  }

  @Get(':entry/receipt')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getReceipt',
    summary: 'A receipt that verifies alone',
    problems: [404],
  })
  @DocumentedBytes('application/vnd.contremarque.receipt+json', 'Receipt')
  async receipt(
    @Param('entry', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    const receipt = await this.evidence.receiptOf(
      await this.take('GetReceipt', id, session, 'receipt'),
    )
    const type = 'application/vnd.contremarque.receipt+json'
    return sendFile(reply, { name: `${id}.receipt.json`, type }, Buffer.from(receipt))
  }

  @Get(':entry/evidence-record')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getEvidenceRecord',
    summary: 'The path from the entry to its token, and the token (RFC 4998)',
    problems: [404, 409],
  })
  @DocumentedBytes('application/octet-stream', 'EvidenceRecord, DER')
  async evidenceRecord(
    @Param('entry', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    const record = await this.evidence.evidenceRecordOf(
      await this.takeStamped('GetEvidenceRecord', id, session, 'evidence-record'),
    )
    const type = 'application/octet-stream'
    return sendFile(reply, { name: `${id}.ers`, type }, Buffer.from(record))
  }

  @Get(':entry/time-stamp')
  @ForPlatforms('read')
  @Documented({
    operationId: 'getTimeStamp',
    summary: 'The token over the run of the entry (RFC 3161)',
    problems: [404, 409],
  })
  @DocumentedBytes('application/vnd.etsi.timestamp-token', 'TimeStampToken, DER')
  async timeStamp(
    @Param('entry', { schema: Uuid }) id: string,
    @CurrentSession() session: SessionRecord,
    @Res() reply: FastifyReply,
  ) {
    const token = await this.evidence.tokenOf(
      await this.takeStamped('GetTimeStamp', id, session, 'time-stamp'),
    )
    const type = 'application/vnd.etsi.timestamp-token'
    return sendFile(reply, { name: `${id}.tst`, type }, Buffer.from(token))
  }

  /** The entry, its reading told before: of its case, or of what stands outside any. */
  private async read(action: string, id: string, session: SessionRecord): Promise<EntryDetail> {
    const detail = this.reads.findEntry(session.person, id)
    if (detail === undefined) {
      this.refusals.tell(new ActionRefused('NOT_A_MEMBER', action), session, id)
      throw notFound()
    }
    await this.noted.readEntry(detail.entry, session)
    return detail
  }

  private async take(
    action: string,
    id: string,
    session: SessionRecord,
    form: DownloadEvidence['form'],
  ): Promise<EntryDetail> {
    const detail = await this.read(action, id, session)
    await this.noted.download(detail.entry, form, session)
    return detail
  }

  /** Nothing is told to be taken away that there is not yet. */
  private async takeStamped(
    action: string,
    id: string,
    session: SessionRecord,
    form: DownloadEvidence['form'],
  ): Promise<StampedEntry> {
    const detail = await this.read(action, id, session)
    if (!isStamped(detail)) {
      throw new HttpProblem('ENTRY_NOT_STAMPED', 'ask again once the entry is time-stamped')
    }
    await this.noted.download(detail.entry, form, session)
    return detail
  }
}

function isStamped(detail: EntryDetail): detail is StampedEntry {
  return detail.stamp !== null
}
