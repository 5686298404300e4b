import type { DemoScene, DemoStage } from './http/demo-stage.js'
import type { PersonaIdentification } from './identity/persona-identification.js'
import { PLATFORM } from './identity/platform-person.js'
import { RecorderStage } from './development/scenario/recorder-stage.js'
import type { Story } from './development/scenario/story.js'
import type { LedgerNode } from './ledger-node.js'

/** The demo story on the stage of a running development ledger. */
export class DemoStory implements DemoStage {
  private readonly stage: RecorderStage

  constructor(
    private readonly story: Story,
    { ledger, recorder, streams, documents }: LedgerNode,
    identification: PersonaIdentification,
  ) {
    this.stage = new RecorderStage({
      recorder,
      streams,
      documents,
      lookupKey: ledger.folder.lookupKey,
      identify: (persona) => identification.personOf(persona),
      platform: PLATFORM,
      settle: ({ heartbeat }) => (heartbeat ? ledger.renewAnchor() : ledger.settle()),
    })
  }

  /** Tells what has not been told yet, then joins real time. */
  tell(): Promise<void> {
    return this.story.tell(this.stage)
  }

  next(): Promise<DemoScene> {
    return this.story.next(this.stage)
  }
}
