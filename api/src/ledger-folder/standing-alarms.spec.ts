import { BehaviorSubject, Subject } from 'rxjs'
import type { Interference } from '../event-store/interference.js'
import { SealingError, stopsRecording, type LedgerAlarm } from '../sealing/sealing-error.js'
import { StandingAlarms } from './standing-alarms.js'

let hour: number
let sealer$: BehaviorSubject<LedgerAlarm | undefined>
let unproved$: BehaviorSubject<readonly LedgerAlarm[]>
let interference$: Subject<readonly Interference[]>
let alarms: StandingAlarms

const at = (hours: number) => `2026-11-28T0${hours}:00:00.000Z`
const sealing: LedgerAlarm = {
  code: 'ENTRY_BROKEN',
  message: 'x@1 is not what was signed',
  since: at(0),
}

beforeEach(() => {
  hour = 1
  sealer$ = new BehaviorSubject<LedgerAlarm | undefined>(undefined)
  interference$ = new Subject()
  const stamper$ = new BehaviorSubject<LedgerAlarm | undefined>(undefined)
  unproved$ = new BehaviorSubject<readonly LedgerAlarm[]>([])
  const sources = { sealer$, stamper$, unproved$, interference$, opened: 10n }
  alarms = new StandingAlarms(sources, () => at(hour))
})

function threat(stream: string | null, isThreat = true): Interference {
  return { kind: 'truncation', stream, isThreat, at: 1n, message: `${stream ?? 'the log'} was cut` }
}

const threatened = (message: string, since: string) => ({
  code: 'STORE_INTERFERED',
  message,
  since,
})

test('each threat is an alarm, which keeps its time when others come and go', () => {
  interference$.next([threat('a')])
  hour = 2
  interference$.next([threat('a'), threat('b'), threat('c', false)])
  expect(alarms.current).toEqual([threatened('a was cut', at(1)), threatened('b was cut', at(2))])
  hour = 3
  interference$.next([threat('b')])
  expect(alarms.current).toEqual([threatened('b was cut', at(2))])
  interference$.next([])
  expect(alarms.current).toEqual([])
})

test('of very many streams some are named, the rest is counted, and the whole store comes first', () => {
  const streams = Array.from({ length: 5_000 }, (_, i) => threat(`stream-${i}`))
  interference$.next([...streams, threat(null)])
  expect(alarms.current).toHaveLength(21)
  expect(alarms.current[0]).toEqual(threatened('the log was cut', at(1)))
  expect(alarms.current.at(-1)!.message).toContain('4981')
})

test('an alarm of the sealer while it runs is told when it is raised and when it ends, not when it is found again', () => {
  const told: (readonly LedgerAlarm[])[] = []
  alarms.current$.subscribe((standing) => told.push(standing))
  sealer$.next(sealing)
  sealer$.next({ ...sealing, since: at(2) })
  sealer$.next(undefined)
  expect(told).toEqual([[], [sealing], []])
})

test('a scavenge is told while it runs, and until a start has read everything after it; what else threatens nothing is not', () => {
  const scavenge = (position: bigint): Interference => {
    return {
      kind: 'scavenge',
      stream: null,
      isThreat: false,
      at: position,
      message: `at ${position}`,
    }
  }
  interference$.next([scavenge(9n), threat('a', false)])
  expect(alarms.current).toEqual([])
  interference$.next([scavenge(11n), threat('a', false)])
  expect(alarms.current).toEqual([{ code: 'STORE_SCAVENGED', message: 'at 11', since: at(1) }])
  expect(alarms.current.filter(stopsRecording)).toEqual([])
  interference$.next([{ ...scavenge(9n), isUnderWay: true }])
  expect(alarms.current).toMatchObject([{ code: 'STORE_SCAVENGED', message: 'at 9' }])
})

test('T-04 what a scavenge may have taken stops recording, and is no scavenge that a start has read past', () => {
  interference$.next([{ ...threat('a'), kind: 'scavenge', at: 11n }])
  expect(alarms.current).toEqual([threatened('a was cut', at(1))])
})

test('of a code one is raised, the first, beside those of others', () => {
  alarms.raise(new SealingError('EVENT_FOREIGN', 'orders-7@0'))
  alarms.raise(new SealingError('EVENT_FOREIGN', 'orders-7@1'))
  alarms.raise(new SealingError('STAMP_BROKEN', 'cut'))
  expect(alarms.current.map(({ message }) => message)).toEqual(['orders-7@0', 'cut'])
  expect(alarms.current.filter(stopsRecording)).toHaveLength(1)
})

test('what was raised at the start stands beside all else', () => {
  alarms.raise(new SealingError('STAMP_BROKEN', 'cut'))
  sealer$.next(sealing)
  expect(alarms.current).toEqual([{ code: 'STAMP_BROKEN', message: 'cut', since: at(1) }, sealing])
})

test('tokens without revocation data are told and stop no recording', () => {
  const missing: LedgerAlarm = { code: 'REVOCATION_UNKNOWN', message: 'a: none', since: at(0) }
  unproved$.next([missing])
  expect(alarms.current).toEqual([missing])
  expect(alarms.current.filter(stopsRecording)).toEqual([])
  unproved$.next([])
  expect(alarms.current).toEqual([])
})
