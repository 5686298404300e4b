import { randomUUID } from 'node:crypto'
import { journal } from '../../api/dist/actions/journal/journal.js'
import { ApiClient } from '../load/api-client.js'
import { openBenchNode, person } from './bench-node.js'
import { EXPERT, JUDGE } from './cases.js'
import { form } from './deposit-form.js'

/** Imports one line into each of `count` journals of a ledger that nobody serves yet; their ids. */
export async function importJournals(folder, count) {
  const { node, close } = await openBenchNode(folder, { projections: false })
  const ids = Array.from({ length: count }, () => randomUUID())
  for (const id of ids) {
    const action = {
      kind: 'RecordJournalEntry',
      source: 'bench',
      activity: 'sent',
      label: 'Envoi',
      at: '2026-01-05T10:00:00+01:00',
      case: 'D-1',
      actor: 'A-1',
      key: [id],
      row: {},
    }
    const by = { ...person(JUDGE, 'externe'), authentication: FOREIGN, evidence: {} }
    await node.recorder.record({
      stream: `journal-${id}`,
      decider: journal,
      action,
      person: by,
    })
  }
  await close()
  return ids
}

const FOREIGN = { method: 'foreign', validity: 'not-applicable', checkedAt: null }

/** The judge deposits a letter in each case; their ids. */
export async function depositIn(port, cases) {
  const judge = await ApiClient.open(port, JUDGE)
  const documents = []
  for (const id of cases) {
    const { headers, body } = form()
    documents.push((await judge.send(`cases/${id}/documents`, headers, body)).document)
  }
  judge.close()
  return documents
}

/** Somebody whose reading an auditor does not see has read. */
export async function readAsExpert(port, [id]) {
  const expert = await ApiClient.open(port, EXPERT)
  await expert.get(`cases/${id}`)
  expert.close()
  return EXPERT
}
