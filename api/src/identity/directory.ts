import type { KnownPersons } from './known-persons.js'
import { findPersona } from './personas.js'

/** Names of persons by person id: of who is enrolled, and of the personas in a development ledger. */
export class Directory {
  constructor(
    private readonly profile: 'development' | 'production',
    private readonly persons: KnownPersons,
  ) {}

  /** Those not known here, or erased, are absent. */
  async namesOf(persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>()
    for (const person of new Set(persons)) {
      const name = await this.nameOf(person)
      if (name !== undefined) names.set(person, name)
    }
    return names
  }

  private async nameOf(person: string): Promise<string | undefined> {
    const persona = this.profile === 'development' ? findPersona(person) : undefined
    return persona?.name ?? this.persons.nameOf(person)
  }
}
