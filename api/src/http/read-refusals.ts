import type { ActionRefused } from '../actions/action-refused.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Recorder } from '../recorder/recorder.js'

/** What somebody identified was refused outside a case of his, for his own stream (FORMATS §4). */
export class ReadRefusals {
  constructor(private readonly recorder: Recorder) {}

  /** After the answer. `target`: what was asked for, an id. */
  tell(refused: ActionRefused, { person }: SessionRecord, target?: string): void {
    this.recorder.tellRefusal(refused, { ...person, termsAccepted: null }, target)
  }
}
