import type { Purpose, Role, TimelineItem } from '../../api/types.ts'
import type { CourtTime } from '../court-time.ts'
import type { Language } from '../language.ts'
import { typeset } from '../typography.ts'
import { englishPredicates } from './english-predicates.ts'
import { englishPurposes, englishRoles, englishWords } from './english-words.ts'
import { EventFacts } from './event-facts.ts'
import { frenchPredicates } from './french-predicates.ts'
import { frenchPurposes, frenchRoles, frenchWords, ofWord, wordFor } from './french-words.ts'

const tongues = {
  fr: {
    predicates: frenchPredicates,
    roles: frenchRoles,
    purposes: frenchPurposes,
    words: frenchWords,
    platform: 'La plateforme',
    nameless: 'Une personne au nom effacé',
    unknown: (type: string) =>
      `a fait inscrire un événement de type ${type}, inconnu de cette console`,
    dated: (instant: string, zone: string, rest: string) => `Le ${instant} (${zone}), ${rest}`,
  },
  en: {
    predicates: englishPredicates,
    roles: englishRoles,
    purposes: englishPurposes,
    words: englishWords,
    platform: 'The platform',
    nameless: 'A person whose name was erased',
    unknown: (type: string) => `had an event of type ${type} recorded, unknown to this console`,
    dated: (instant: string, zone: string, rest: string) => `On ${instant} (${zone}), ${rest}`,
  },
} as const

/** A sentence in its parts, so that who and what can be set apart. */
export interface EventSentence {
  /** « Me Sophie Lambert ». */
  readonly who: string
  /** « avocat »; null for the platform. */
  readonly role: string | null
  /** « a déposé un dire : « … » ». */
  readonly what: string
}

/** Who, as what, did what. A type or version this console does not know is named as it is. */
export function eventSentence(
  item: TimelineItem,
  time: CourtTime,
  language: Language,
): EventSentence {
  const { predicates, words, unknown } = tongues[language]
  const facts = new EventFacts(item, time, language, words)
  const isSpoken = item.typeVersion <= spokenVersion(item.type)
  const predicate = isSpoken ? predicates[item.type] : undefined
  return {
    who: typeset(whoOf(item, language), language),
    role: item.actor.role === 'plateforme' ? null : roleWord(item.actor.role, language),
    what: typeset(predicate?.(facts) ?? unknown(item.type), language),
  }
}

/** The whole sentence, beginning with when it happened, in the court's zone. */
export function datedSentence(item: TimelineItem, time: CourtTime, language: Language): string {
  const { who, role, what } = eventSentence(item, time, language)
  const quality = role === null ? '' : `, ${role},`
  const isNamed = item.actor.role !== 'plateforme' && item.actor.name !== null
  const subject = isNamed ? who : who.charAt(0).toLowerCase() + who.slice(1)
  const rest = `${subject}${quality} ${what}.`
  const { dated } = tongues[language]
  return typeset(dated(time.instant(factInstant(item)), time.zoneName, rest), language)
}

/** When the fact happened: our own observation or an import; for what was declared, when it was recorded. */
export function factInstant(item: Pick<TimelineItem, 'occurredAt' | 'recordedAt'>): string {
  return item.occurredAt.basis === 'declared' ? item.recordedAt : item.occurredAt.at
}

/** The role in words: « avocat ». */
export function roleWord(role: Role, language: Language): string {
  return wordFor(tongues[language].roles, role)
}

/** The role as it follows « en qualité » and “as”: « d’avocat ». */
export function qualityOf(role: Role, language: Language): string {
  const word = roleWord(role, language)
  return language === 'fr' ? ofWord(word) : word
}

/** What is read for, in words: « suivi du dossier ». */
export function purposeWord(code: Purpose['code'], language: Language): string {
  return wordFor(tongues[language].purposes, code)
}

/** Later versions than the first one that say the same and perhaps more. */
const LATER_VERSIONS: Readonly<Record<string, number>> = {
  CaseConsulted: 2,
  CasesSearched: 2,
  ConsoleConsulted: 2,
  EvidenceDownloaded: 2,
  OpeningsErased: 2,
  TermsAccepted: 2,
}

/** The last version of a type that its sentence tells. */
export function spokenVersion(type: string): number {
  return LATER_VERSIONS[type] ?? 1
}

/** Event types that have a sentence. */
export function spokenTypes(language: Language): readonly string[] {
  return Object.keys(tongues[language].predicates)
}

function whoOf({ actor }: TimelineItem, language: Language): string {
  if (actor.role === 'plateforme') return tongues[language].platform
  return actor.name ?? tongues[language].nameless
}
