import { reading, type EndCause } from '../actions/console/reading.js'
import { caseOf } from '../actions/expertise/case-stream.js'
import { expertise } from '../actions/expertise/expertise.js'
import type { Timers } from '../config/timers.js'
import type { OpenRead, OpenReads } from '../identity/open-reads.js'
import { PLATFORM } from '../identity/platform-person.js'
import type { Sessions } from '../identity/sessions.js'
import { isNotWhole } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'

const LOOK_EVERY = 60_000

export interface ReadEndsParts {
  readonly recorder: Pick<Recorder, 'record'>
  readonly open: OpenReads
  readonly sessions: Pick<Sessions, 'isOpen'>
  readonly timers: Timers
  /** Told of what could not be recorded now and is tried again later. */
  readonly onFailure: (error: unknown) => void
}

/** Tells what reading came to, once it is over: from when to when, and how many reads. */
export class ReadEnds {
  private cancel: () => void = () => undefined

  constructor(private readonly parts: ReadEndsParts) {}

  /** Tells what a process that is no more left open, then looks for sessions that ended by themselves. */
  async start(): Promise<void> {
    await this.ofSessions(this.parts.open.sessions(), 'interrupted')
    this.lookLater()
  }

  async stop(): Promise<void> {
    this.cancel()
    await this.ofSessions(this.parts.open.sessions(), 'stopped')
  }

  async ofSession(session: string, cause: EndCause): Promise<void> {
    await this.each(this.parts.open.of(session), cause)
  }

  /** The session goes on. */
  async ofCases(session: string): Promise<void> {
    const reads = this.parts.open.of(session).filter(({ stream }) => caseOf(stream) !== undefined)
    await this.each(reads, 'ended')
  }

  private lookLater(): void {
    const { timers, open, sessions } = this.parts
    this.cancel = timers.after(LOOK_EVERY, () => {
      const over = open.sessions().filter((id) => !sessions.isOpen({ id }))
      void this.ofSessions(over, 'ended').finally(() => {
        this.lookLater()
      })
    })
  }

  private async ofSessions(sessions: readonly string[], cause: EndCause): Promise<void> {
    for (const session of sessions) await this.ofSession(session, cause)
  }

  /** What cannot be told now stays open in the file, to be told later. */
  private async each(reads: readonly OpenRead[], cause: EndCause): Promise<void> {
    for (const read of reads) {
      try {
        await this.tell(read, cause)
        this.parts.open.end(read)
      } catch (error) {
        if (!isNotWhole(error)) this.parts.onFailure(error)
        return
      }
    }
  }

  private async tell({ session, stream, entry, ...end }: OpenRead, cause: EndCause): Promise<void> {
    const { actor, from, until, reads } = end
    // The key makes a crash between telling and forgetting tell once.
    const idempotency = { caller: PLATFORM.id, key: `end ${entry}`, bodyDigest: entry }
    const common = { stream, person: PLATFORM, idempotency }
    if (caseOf(stream) !== undefined) {
      const action = {
        kind: 'EndConsultation',
        consultation: entry,
        actor,
        from,
        until,
        reads,
      } as const
      await this.parts.recorder.record({ ...common, decider: expertise, action })
    } else {
      const action = { kind: 'EndSession', session, from, until, reads, cause } as const
      await this.parts.recorder.record({ ...common, decider: reading, action })
    }
  }
}
