import type { components } from './schema.d.ts'

type Schemas = components['schemas']

export type Access = Schemas['Access']
export type AccessPage = Schemas['AccessPage']
export type AskedErasure = Schemas['ErasePerson']
export type CaseActor = Schemas['CaseActor']
export type CaseAlert = Schemas['CaseAlert']
export type CaseDetail = Schemas['CaseDetail']
export type CasePage = Schemas['CasePage']
export type CaseSummary = Schemas['CaseSummary']
export type Certificate = Schemas['Certificate']
export type DatedFact = Schemas['DatedFact']
export type Delivery = Schemas['Delivery']
export type DemoScene = Schemas['DemoScene']
export type EntryProof = Schemas['EntryProof']
export type Erasure = Schemas['Erasure']
export type ErasurePage = Schemas['ErasurePage']
export type FoundPersons = Schemas['FoundPersons']
export type Health = Schemas['Health']
export type HeldData = Schemas['HeldData']
export type HeldPlace = Schemas['HeldPlace']
export type Journal = Schemas['Journal']
export type JournalPage = Schemas['JournalPage']
export type LedgerHealth = Schemas['LedgerHealth']
export type LiveEvent = Schemas['LiveEvent']
export type Notice = Schemas['Notice']
export type Persona = Schemas['Persona']
export type Problem = Schemas['Problem']
export type ProofState = Schemas['ProofState']
export type Purpose = NonNullable<Session['purpose']>
export type Reader = Schemas['Reader']
export type ReaderAccesses = Schemas['ReaderAccesses']
export type ReaderPage = Schemas['ReaderPage']
export type Role = Schemas['Role']
export type Session = Schemas['Session']
export type SessionGoingOn = Schemas['SessionGoingOn']
export type TermsOfUse = Schemas['TermsOfUse']
export type TimelineItem = Schemas['TimelineItem']
export type SessionMethod = Schemas['SessionMethod']
export type TimelinePage = Schemas['TimelinePage']
export type TimeStamp = Schemas['TimeStamp']

/** A keyset page; `next` is absent on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}
