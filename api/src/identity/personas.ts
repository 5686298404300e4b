import type { Role } from '@contremarque/ledger'

/** A made-up person of the development profile, known to the session page and to the demo story. */
export interface Persona {
  /** Person id: stands in URLs and bodies, never in an entry. */
  readonly id: string
  /** Name by which the scenario refers to the persona. */
  readonly handle: PersonaHandle
  readonly name: string
  readonly role: Role
  /** Function in French, as shown beside the name. */
  readonly title: string
}

export type PersonaHandle =
  | 'magistrat'
  | 'greffe'
  | 'expert'
  | 'sapiteur'
  | 'partie-demanderesse'
  | 'avocat-demanderesse'
  | 'medecin-demanderesse'
  | 'partie-clinique'
  | 'avocat-clinique'
  | 'partie-chirurgien'
  | 'avocat-chirurgien'
  | 'medecin-conseil'
  | 'tiers'
  | 'dpo'
  | 'auditeur'
  | 'operateur'
  | 'administrateur'

/** Every persona; the order is that of the session page. */
export const PERSONAS: readonly Persona[] = [
  persona(
    1,
    'magistrat',
    'Claire Vasseur',
    'magistrat',
    'Vice-présidente chargée du contrôle des expertises',
  ),
  persona(2, 'greffe', 'Julien Morel', 'greffe', 'Greffier du service des expertises'),
  persona(
    3,
    'expert',
    'Dr Hélène Aubry',
    'expert',
    'Experte près la cour d’appel, chirurgie orthopédique',
  ),
  persona(4, 'sapiteur', 'Dr Yann Le Goff', 'sapiteur', 'Sapiteur, infectiologie'),
  persona(5, 'partie-demanderesse', 'Nadia Benali', 'partie', 'Demanderesse'),
  persona(6, 'avocat-demanderesse', 'Me Sophie Lambert', 'avocat', 'Conseil de la demanderesse'),
  persona(
    7,
    'medecin-demanderesse',
    'Dr Camille Fournier',
    'medecin-designe',
    'Médecin désigné par la demanderesse',
  ),
  persona(
    8,
    'partie-clinique',
    'Marc Delorme, Clinique des Tilleuls',
    'partie',
    'Défenderesse (clinique)',
  ),
  persona(9, 'avocat-clinique', 'Me Antoine Girard', 'avocat', 'Conseil de la clinique'),
  persona(10, 'partie-chirurgien', 'Dr Étienne Roussel', 'partie', 'Défendeur (chirurgien)'),
  persona(11, 'avocat-chirurgien', 'Me Inès Carpentier', 'avocat', 'Conseil du chirurgien'),
  persona(
    12,
    'medecin-conseil',
    'Dr Paul Renaud',
    'medecin-conseil',
    'Médecin-conseil de l’assureur de la clinique',
  ),
  persona(13, 'tiers', 'Lucie Marchand, Mutuelle Horizon', 'tiers', 'Tiers payeur'),
  persona(14, 'dpo', 'Isabelle Perrin', 'dpo', 'Déléguée à la protection des données'),
  persona(15, 'auditeur', 'Thomas Weiss', 'auditeur', 'Auditeur'),
  persona(16, 'operateur', 'Karim Haddad', 'operateur', 'Opérateur de la plateforme'),
  persona(17, 'administrateur', 'Mélanie Jacquet', 'administrateur', 'Administratrice des comptes'),
]

const byId = new Map(PERSONAS.map((each) => [each.id, each]))
const byHandle = new Map(PERSONAS.map((each) => [each.handle, each]))

/** The persona with this person id, or undefined. */
export function findPersona(id: string): Persona | undefined {
  return byId.get(id)
}

/** The persona the scenario calls by this name. */
export function personaOf(handle: PersonaHandle): Persona {
  return byHandle.get(handle)!
}

function persona(
  number: number,
  handle: PersonaHandle,
  name: string,
  role: Role,
  title: string,
): Persona {
  const id = `d0000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`
  return { id, handle, name, role, title }
}
