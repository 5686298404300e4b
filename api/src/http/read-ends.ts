import { reading, type EndCause } from '../actions/console/reading.js'
import { caseOf } from '../actions/expertise/case-stream.js'
import { expertise } from '../actions/expertise/expertise.js'
import type { Timers } from '../config/timers.js'
import type { OpenRead, OpenReads } from '../identity/open-reads.js'
import { PLATFORM } from '../identity/platform-person.js'
import { isNotWhole } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'

const LOOK_EVERY = 60_000

export interface ReadEndsParts {
  readonly recorder: Pick<Recorder, 'record'>
  readonly open: OpenReads
  readonly sessions: { isOpen(session: { readonly id: string }): Promise<boolean> }
  /** Whether sessions go on at other nodes when this one ends. */
  readonly isShared: boolean
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
    if (!this.parts.isShared) await this.ofAll('interrupted')
    this.lookLater()
  }

  async stop(): Promise<void> {
    this.cancel()
    if (!this.parts.isShared) await this.ofAll('stopped')
  }

  async ofSession(session: string, cause: EndCause): Promise<void> {
    await this.each(await this.parts.open.of(session), cause)
  }

  /** The session goes on. */
  async ofCases(session: string): Promise<void> {
    const reads = await this.parts.open.of(session)
    await this.each(
      reads.filter(({ stream }) => caseOf(stream) !== undefined),
      'ended',
    )
  }

  private lookLater(): void {
    const { timers, onFailure } = this.parts
    this.cancel = timers.after(LOOK_EVERY, () => {
      void this.look()
        .catch(onFailure)
        .finally(() => {
          this.lookLater()
        })
    })
  }

  private async look(): Promise<void> {
    const { open, sessions } = this.parts
    for (const id of await open.sessions()) {
      if (!(await sessions.isOpen({ id }))) await this.ofSession(id, 'ended')
    }
  }

  private async ofAll(cause: EndCause): Promise<void> {
    for (const session of await this.parts.open.sessions()) await this.ofSession(session, cause)
  }

  /** What cannot be told now stays open in the file, to be told later. */
  private async each(reads: readonly OpenRead[], cause: EndCause): Promise<void> {
    for (const read of reads) {
      try {
        await this.tell(read, cause)
        await this.parts.open.end(read)
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
