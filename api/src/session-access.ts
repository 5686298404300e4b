import type { SessionLimits } from './config/session-limits.js'
import { systemTimers } from './config/timers.js'
import { ReadEnds } from './http/read-ends.js'
import type { OpenReads } from './identity/open-reads.js'
import type { SpentAssertions } from './identity/clients/spent-assertions.js'
import type { PendingLogins } from './identity/oidc/pending-logins.js'
import { openSessionStore } from './identity/session-store/open-session-store.js'
import type { Sessions } from './identity/sessions.js'
import type { LedgerNode } from './ledger-node.js'

/** Who has come, who is about to, and what is read to its end. */
export interface SessionAccess {
  readonly sessions: Sessions
  readonly logins: PendingLogins
  readonly assertions: SpentAssertions
  readonly open: OpenReads
  readonly ends: ReadEnds
  close(): Promise<void>
}

/** What is read is told to its end, also what a process that is no more left open. @throws DatabaseError */
export async function openSessionAccess(
  { ledger, recorder, personalData }: LedgerNode,
  limits: SessionLimits,
  onFailure: (error: unknown) => void,
): Promise<SessionAccess> {
  const { paths, documentKey } = ledger.folder
  const { postgres } = personalData
  const store = await openSessionStore({ postgres, reads: paths.openReads, documentKey, limits })
  const { sessions, logins, assertions, reads: open, isShared } = store
  const timers = systemTimers
  const ends = new ReadEnds({ recorder, open, sessions, isShared, timers, onFailure })
  await ends.start()
  const close = async (): Promise<void> => {
    await ends.stop()
    await store.close()
  }
  return { sessions, logins, assertions, open, ends, close }
}
