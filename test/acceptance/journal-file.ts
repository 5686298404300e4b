import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { repository } from './run-command.ts'

/** A real administrative journal, which is not part of the repository. */
export const realJournal = join(repository, '../shared/data/receipt-phase.csv')
export const realMapping = join(repository, 'docs/examples/receipt-phase.mapping.json')

/** `describe` where the real journal lies beside the repository; else one skipped test NOT RUN. */
export function describeWithRealJournal(name: string, suite: () => void): void {
  if (existsSync(realJournal)) describe(name, suite)
  else describe(name, () => test.skip(`NOT RUN: ${realJournal} is missing`, () => undefined))
}

const mapping = {
  v: 'contremarque/mapping/1',
  source: 'acceptance',
  case: 'dossier',
  key: ['numero'],
  activity: {
    column: 'operation',
    values: {
      depot: { code: 'document-deposited', fr: 'Dépôt d’un document' },
      envoi: { code: 'letter-sent', fr: 'Envoi d’un courrier' },
      visa: { code: 'file-approved', fr: 'Visa du dossier' },
    },
  },
  actor: 'agent',
  at: { column: 'quand' },
  personal: { remark: 'observation' },
  ignore: [],
}
const operations = ['depot', 'envoi', 'visa']

/** Writes the mapping of `writeJournal`'s files and returns its path. */
export function writeMapping(folder: string): string {
  const path = join(folder, 'acceptance.mapping.json')
  writeFileSync(path, JSON.stringify(mapping))
  return path
}

/** Rows `from` to `to` (exclusive) of an endless journal over `cases` cases, one CSV file. */
export function writeJournal(
  path: string,
  { from, to, cases }: { readonly from: number; readonly to: number; readonly cases: number },
): string {
  const lines = ['numero,dossier,quand,operation,agent,observation']
  for (let i = from; i < to; i++) {
    const at = new Date(Date.UTC(2024, 0, 8) + i * 60_000).toISOString().slice(0, 19)
    const operation = operations[i % operations.length]!
    lines.push(`${i},D-${i % cases},${at}+01:00,${operation},agent ${i % 7},"pli n° ${i}, reçu"`)
  }
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}
