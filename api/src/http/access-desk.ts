import { accessRights } from '../actions/rights/access-rights.js'
import { PERSON_ROLES } from '../actions/rights/roles.js'
import type { KnownPersons } from '../identity/known-persons.js'
import type { IdentifiedPerson } from '../identity/session-record.js'
import { listAccesses, listReaders } from '../projections/access-queries.js'
import type { PageRequest } from '../projections/page.js'
import type { Access, Page } from '../projections/read-model.js'
import type { ReadModels } from '../projections/read-models.js'

/** Whose name is asked for is read from his own stream, and no more of it. */
type Names = Pick<KnownPersons, 'nameOf'>

/** What was read by whom: one's own, and of others as far as the table of rights goes (`accessRights`). */
export class AccessDesk {
  constructor(
    private readonly models: ReadModels,
    private readonly names: Names,
  ) {}

  own({ id: person }: IdentifiedPerson, page: PageRequest): Page<Access> {
    const asked = { person, roles: PERSON_ROLES, ...page }
    return this.models.read((file) => listAccesses(file, person, asked))
  }

  /** Who read, the latest first. */
  async readers({ role }: IdentifiedPerson, page: PageRequest) {
    const roles = accessRights[role] ?? []
    const { items, ...rest } = this.models.read((file) => listReaders(file, roles, page))
    const named = items.map(async ({ person, lastAt }) => {
      return { id: person, name: await this.nameOf(person), lastAt }
    })
    return { items: await Promise.all(named), ...rest }
  }

  /** Undefined for who read nothing that the asker may see. */
  async of({ id: viewer, role }: IdentifiedPerson, person: string, page: PageRequest) {
    const asked = { person, roles: accessRights[role] ?? [], ...page }
    const found = this.models.read((file) => listAccesses(file, viewer, asked))
    if (found.items.length === 0 && page.cursor === undefined) return undefined
    return { name: await this.nameOf(person), ...found }
  }

  private async nameOf(person: string): Promise<string | null> {
    return (await this.names.nameOf(person)) ?? null
  }
}
