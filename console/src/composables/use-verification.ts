import { ifReadable, type Progress, type Report } from '@contremarque/ledger'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import { erasuresPath, exportPath, getLedgerHealth, getTrustText, headPath } from '../api/ledger.ts'
import {
  recallVerification,
  rememberVerification,
  withdrawVerification,
  type LastVerification,
} from '../verification/last-verification.ts'
import { startVerification } from '../verification/start-verification.ts'
import { trustFingerprints, type AnchorFingerprint } from '../verification/trust-fingerprints.ts'
import type { Subject } from '../verification/verification-messages.ts'

export type VerificationState = 'idle' | 'running' | 'done' | 'cancelled' | 'failed'

const last = shallowRef<LastVerification | null>()

/** The last verification of this server's ledger by this browser. */
export function useLastVerification() {
  if (last.value === undefined) last.value = recallVerification()
  return last
}

/** One verification at a time, in a worker; leaving the page ends it. */
export function useVerification() {
  const state = shallowRef<VerificationState>('idle')
  const progress = shallowRef<Progress>()
  const report = shallowRef<Report>()
  const verifiedAt = shallowRef('')
  /** Name of the file verified; null: the server's own ledger. */
  const fileName = shallowRef<string | null>(null)
  const failure = shallowRef({ code: '', reason: '' })
  const total = shallowRef<number>()
  const trust = useTrust()
  let stop: (() => void) | undefined

  const begin = () => {
    stop?.()
    state.value = 'running'
    progress.value = undefined
    report.value = undefined
    total.value = undefined
  }
  const start = async (file: File | null, against: Blob | null) => {
    begin()
    fileName.value = file?.name ?? null
    const run = new AbortController()
    stop = () => run.abort()
    const subject: Subject = file === null ? ownLedger() : { kind: 'file', file }
    if (file === null) void countEntries().then((count) => (total.value = count))
    const { text, source } = await trust.current()
    if (run.signal.aborted) return
    stop = startVerification({ subject, trust: text, trustSource: source, against }, (message) => {
      if (message.kind === 'progress') {
        progress.value = message.progress
      } else if (message.kind === 'failed') {
        state.value = 'failed'
        failure.value = message
        if (file === null) last.value = withdrawVerification(recallVerification(), now())
      } else {
        state.value = 'done'
        report.value = message.report
        verifiedAt.value = now()
        if (file === null) last.value = rememberVerification(message.report, verifiedAt.value)
      }
    })
  }
  const cancel = () => {
    stop?.()
    state.value = 'cancelled'
  }
  onScopeDispose(() => stop?.())
  return { state, progress, report, verifiedAt, fileName, failure, total, trust, start, cancel }
}

/** The anchors: the server's, until the reader loads his own. */
function useTrust() {
  const server = shallowRef<string | null>(null)
  const own = shallowRef<{ readonly name: string; readonly text: string } | null>(null)
  const text = computed(() => own.value?.text ?? server.value)
  const read = computed(() => (text.value === null ? [] : fingerprintsOf(text.value)))
  let loading: Promise<void> | undefined
  const ask = async () => {
    try {
      server.value = await getTrustText()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
    }
  }
  return {
    own,
    anchors: computed(() => read.value ?? []),
    isMalformed: computed(() => read.value === null),
    load(): Promise<void> {
      loading = ask()
      return loading
    },
    async use(file: File | null): Promise<void> {
      own.value = file === null ? null : { name: file.name, text: await file.text() }
    },
    /** Once the server has answered which are its own. */
    async current(): Promise<{ text: string | null; source: 'given' | 'beside' | 'none' }> {
      if (own.value !== null) return { text: own.value.text, source: 'given' }
      await loading
      return { text: server.value, source: server.value === null ? 'none' : 'beside' }
    },
  }
}

/** Null when the text is no trust file. */
function fingerprintsOf(text: string): readonly AnchorFingerprint[] | null {
  return ifReadable(() => trustFingerprints(text)) ?? null
}

function ownLedger(): Subject {
  return { kind: 'server', url: exportPath, head: headPath, erasures: erasuresPath }
}

const now = () => new Date().toISOString()

/** About how many entries will come: only for the bar. */
async function countEntries(): Promise<number | undefined> {
  try {
    return (await getLedgerHealth()).stamped
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    return undefined
  }
}

export type { AnchorFingerprint }
