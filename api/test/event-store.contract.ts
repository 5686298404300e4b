import type { EventStore } from '../src/event-store/event-store.js'
import { appending, repeating } from './event-store/appending.js'
import { closing, reading } from './event-store/reading.js'
import { subscribing } from './event-store/subscribing.js'

/** One engine under the contract: an empty store, and the same one opened again after `close`. */
export interface StoreUnderContract {
  readonly store: EventStore
  reopen(): Promise<EventStore>
  dispose(): Promise<void>
}

/** What every engine behind the port must do. */
export function eventStoreContract(engine: string, make: () => Promise<StoreUnderContract>): void {
  describe(`event-store contract: ${engine}`, () => {
    let under: StoreUnderContract
    let store: EventStore

    beforeEach(async () => {
      under = await make()
      store = under.store
    })
    afterEach(() => under.dispose())

    describe('appending', () => {
      appending(() => store)
    })
    describe('repeating', () => {
      repeating(() => store)
    })
    describe('reading', () => {
      reading(() => store)
    })
    describe('subscribing', () => {
      subscribing(() => store)
    })
    describe('closing', () => {
      closing(
        () => store,
        () => under.reopen(),
      )
    })
  })
}
