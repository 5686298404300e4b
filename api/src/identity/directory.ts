import { findPersona } from './personas.js'

/** Names of persons by person id: the personas in a development ledger, nobody yet in another. */
export class Directory {
  constructor(private readonly profile: 'development' | 'production') {}

  nameOf(person: string): string | undefined {
    return this.profile === 'development' ? findPersona(person)?.name : undefined
  }
}
