import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventDataProblem, findEventType, mayCommit } from '@contremarque/ledger'
import { runCommand } from '../../../test/run-command.js'
import { breakingOff, envelopesIn, onStage, storeHolds } from '../../../test/told-story.js'
import { run as verify } from '../../commands/verify.js'
import { tamper, TAMPERINGS } from '../intruder/tamper.js'
import { toldScenes } from './story.js'

const MONTH = 30 * 86_400_000
let root: string
let told: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'story-'))
  told = join(root, 'told')
  await onStage(told, (story, stage) => story.tell(stage))
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

let copies = 0
function copyOfTold(): string {
  const folder = join(root, `copy-${String(copies++)}`)
  cpSync(told, folder, { recursive: true })
  return folder
}

function verifying(folder: string) {
  return runCommand(verify, folder, '--trust', join(folder, 'trust.json'))
}

function types(folder: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of envelopesIn(folder)) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

test('nine months are told, anchored and time-stamped scene by scene, and verify', async () => {
  const { code, out } = await verifying(told)
  expect(out).toMatch(/Verdict: PASSED/)
  expect(out).not.toMatch(/BRACKET_TOO_WIDE|FAILED/)
  expect(code).toBe(0)
  const envelopes = envelopesIn(told)
  const times = envelopes.map(({ recordedAt }) => Date.parse(recordedAt))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(8.5 * MONTH)
  expect(new Set(envelopes.map(({ clock }) => clock.state))).toEqual(new Set(['simulated']))
})

test('court days are working days, hours are waking hours, and no two scenes share a name', () => {
  for (const { id, day, time } of toldScenes) {
    expect([id, day % 7 < 5, time > '08:00' && time < '22:00']).toEqual([id, true, true])
  }
  expect(new Set(toldScenes.map(({ id }) => id)).size).toBe(toldScenes.length)
})

test('a bounced notice, a deposit refused before the consignation, the sapiteur whose mission has ended are in it', () => {
  const told_ = types(told)
  expect(told_).toMatchObject({ ExpertiseOrdered: 3, NoticeBounced: 4, PreReportFiled: 1 })
  const removed = envelopesIn(told).filter(({ type }) => type === 'ActorRemoved')
  expect(removed.map(({ data }) => data)).toMatchObject([
    { role: 'sapiteur', ground: 'mission-ended' },
  ])
  const refusals = envelopesIn(told).filter(({ type }) => type === 'ActionRefused')
  expect(refusals.map(({ data }) => data['code'])).toEqual([
    'CONSIGNATION_NOT_NOTIFIED',
    'NOT_A_MEMBER',
  ])
  expect(refusals.map(({ stream }) => stream.split('-', 1)[0])).toEqual(['expertise', 'console'])
})

test('every entry fits the catalogue and none holds a name, an address or a title in clear', () => {
  for (const { type, typeVersion, data, commitments } of envelopesIn(told)) {
    const known = findEventType(type, typeVersion)!
    expect([type, eventDataProblem(known, data)]).toEqual([type, null])
    expect(commitments.filter(({ field }) => !mayCommit(known, field))).toEqual([])
  }
  for (const text of [
    'Benali',
    'Aubry',
    'Tilleuls',
    'courriel',
    'Compte rendu',
    '.pdf',
    '/00417',
  ]) {
    expect([text, storeHolds(told, text)]).toEqual([text, false])
  }
})

test('told again it records nothing; the live scenes play once each and verify', async () => {
  const folder = copyOfTold()
  const before = types(folder)
  await onStage(folder, (story, stage) => story.tell(stage))
  expect(types(folder)).toEqual(before)
  const played: (string | undefined)[] = []
  await onStage(folder, async (story, stage) => {
    played.push((await story.next(stage)).played?.id)
  })
  await onStage(folder, async (story, stage) => {
    for (let i = 0; i < 3; i++) played.push((await story.next(stage)).played?.id)
  })
  expect(played).toEqual(['live-opening', 'live-late-dire', 'live-report', undefined])
  const after = envelopesIn(folder)
  expect(after.at(-1)?.data).toEqual({
    action: 'DepositDocument',
    code: 'REPORT_ALREADY_FILED',
    rule: 'R33',
  })
  expect(after.filter(({ type }) => type === 'ReportFiled')).toHaveLength(2)
  expect((await verifying(folder)).code).toBe(0)
})

test('broken off anywhere and told again it is the same story', async () => {
  const whole = types(told)
  for (const actions of [20, 61, 150]) {
    const folder = join(root, `broken-${String(actions)}`)
    const broken = onStage(folder, (story, stage) => story.tell(breakingOff(stage, actions)))
    await expect(broken).rejects.toThrow('broken off')
    await onStage(folder, (story, stage) => story.tell(stage))
    expect(types(folder)).toEqual(whole)
    expect((await verifying(folder)).code).toBe(0)
  }
})

describe('T-01 T-03 T-04 T-06 an intruder in the event store', () => {
  test.each(TAMPERINGS)('%s: the verifier fails and names the place', async (how) => {
    const folder = copyOfTold()
    const { stream, revision } = tamper(join(folder, 'store', 'events.sqlite'), how)
    const { code, out } = await verifying(folder)
    expect(code).toBe(1)
    const place = how === 'truncate' ? 'LEDGER_BEHIND' : `${stream}, revision ${String(revision)}`
    expect(out).toContain(place)
  })

  test('entries cut from under their batches are named one by one', async () => {
    const folder = copyOfTold()
    const { stream, revision } = tamper(join(folder, 'store', 'events.sqlite'), 'truncate', true)
    const { code, out } = await verifying(folder)
    expect(code).toBe(1)
    expect(out).toContain('ENTRY_MISSING')
    expect(out).toContain(`revision ${String(revision)} of ${stream}`)
  })
})
