import type { DocumentStore } from '../../documents/document-store.js'
import type { PersonaIdentification } from '../../identity/persona-identification.js'
import { PLATFORM } from '../../identity/platform-person.js'
import type { RunningLedger } from '../../ledger-folder/run-ledger.js'
import type { Recorder } from '../../recorder/recorder.js'
import type { Streams } from '../../recorder/streams.js'
import { RecorderStage } from './recorder-stage.js'
import type { PlayedScene, Story } from './story.js'

/** The ledger the story is told to. */
export interface DemoLedger {
  readonly ledger: Pick<RunningLedger, 'folder' | 'renewAnchor' | 'settle'>
  readonly recorder: Recorder
  readonly streams: Streams
  readonly documents: DocumentStore
}

/** The demo story on the stage of a running development ledger. */
export class DemoStory {
  private readonly stage: RecorderStage

  constructor(
    private readonly story: Story,
    { ledger, recorder, streams, documents }: DemoLedger,
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

  next(): Promise<PlayedScene> {
    return this.story.next(this.stage)
  }
}
