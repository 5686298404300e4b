import type { TimelineItem } from '../../api/types.ts'
import type { CourtTime } from '../court-time.ts'
import type { Language } from '../language.ts'
import { counted, euros, listOf } from '../wording.ts'

export interface FactWords {
  /** Stands for a name that was erased or never given. */
  readonly nameless: string
  /** Stands for a title that was erased; for one that is not known here. */
  readonly untitled: string
  readonly document: string
  readonly quote: readonly [open: string, close: string]
  /** « 12 intervenants ». */
  many(count: number): string
}

/** What an event says, read defensively: the data of a type this console does not know may be anything. */
export class EventFacts {
  readonly item: TimelineItem
  readonly time: CourtTime
  readonly #language: Language
  readonly #words: FactWords

  constructor(item: TimelineItem, time: CourtTime, language: Language, words: FactWords) {
    this.item = item
    this.time = time
    this.#language = language
    this.#words = words
  }

  /** A text member of `data`; empty where there is none. */
  text(member: string): string {
    const value = this.item.data[member]
    return typeof value === 'string' ? value : ''
  }

  number(member: string): number {
    const value = this.item.data[member]
    return typeof value === 'number' ? value : 0
  }

  /** « 1 lecture », « 7 lectures ». */
  count(member: string, one: string, many: string): string {
    return counted(this.number(member), one, many, this.#language)
  }

  isTrue(member: string): boolean {
    return this.item.data[member] === true
  }

  texts(member: string): readonly string[] {
    const value = this.item.data[member]
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  }

  /** An opened personal value; empty once erased. */
  personal(field: string): string {
    const value = this.item.personal[field]
    return typeof value === 'string' ? value : ''
  }

  /** Name of the person a member refers to. */
  name(member: string): string {
    return this.#nameOf(this.text(member))
  }

  /** Names of the persons a member lists; their number when they are many. */
  names(member: string): string {
    const ids = this.texts(member)
    if (ids.length > 4) return this.#words.many(ids.length)
    return listOf(
      ids.map((id) => this.#nameOf(id)),
      this.#language,
    )
  }

  /** Title of the document, in quotation marks. */
  title(): string {
    const title = this.personal('title') || this.item.names[this.text('document')]
    if (title === undefined && this.item.personal['title'] === undefined)
      return this.#words.document
    const [open, close] = this.#words.quote
    return title ? `${open}${title}${close}` : this.#words.untitled
  }

  day(member: string): string {
    const day = this.text(member)
    return day === '' ? '' : this.time.day(day)
  }

  instant(member: string): string {
    const instant = this.text(member)
    return instant === '' ? '' : this.time.instant(instant)
  }

  euros(member: string): string {
    return euros(this.number(member), this.#language)
  }

  #nameOf(id: string): string {
    return this.item.names[id] ?? this.#words.nameless
  }
}

/** What somebody did, without who and when: « a déposé un dire ». */
export type Predicate = (facts: EventFacts) => string
