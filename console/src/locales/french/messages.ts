import { accesses } from './accesses.ts'
import { cases, deliveries, expertise, journals, timeline } from './cases.ts'
import { entry, ledger, problems } from './evidence.ts'
import { findings } from './findings.ts'
import { logins } from './logins.ts'
import { personalData } from './personal-data.ts'
import { print, proof, purpose, session, shell, states, terms } from './shell.ts'
import { checks, unchecked, verification } from './verification.ts'

export const french = {
  shell,
  print,
  session,
  logins,
  terms,
  purpose,
  states,
  proof,
  cases,
  expertise,
  timeline,
  deliveries,
  journals,
  personalData,
  accesses,
  entry,
  ledger,
  problems,
  verification,
  checks,
  unchecked,
  findings,
}
