import type { SendNotice } from '../../actions/expertise/action.js'
import type { PersonaHandle } from '../../identity/personas.js'

/** Addresses chosen for notices. The domain is reserved: no mail can reach anybody. */
const mailboxes: Readonly<Record<PersonaHandle, string>> = {
  magistrat: 'c.vasseur@tribunal.invalid',
  greffe: 'expertises@tribunal.invalid',
  expert: 'h.aubry@experts.invalid',
  sapiteur: 'y.legoff@experts.invalid',
  'partie-demanderesse': 'nadia.benali@courriel.invalid',
  'avocat-demanderesse': 's.lambert@barreau.invalid',
  'medecin-demanderesse': 'c.fournier@medecins.invalid',
  'partie-clinique': 'direction@clinique-tilleuls.invalid',
  'avocat-clinique': 'a.girard@barreau.invalid',
  'partie-chirurgien': 'e.roussel@medecins.invalid',
  'avocat-chirurgien': 'i.carpentier@barreau.invalid',
  'medecin-conseil': 'p.renaud@assureur.invalid',
  tiers: 'recours@mutuelle-horizon.invalid',
  dpo: 'dpo@plateforme.invalid',
  auditeur: 't.weiss@audit.invalid',
  operateur: 'k.haddad@plateforme.invalid',
  administrateur: 'm.jacquet@plateforme.invalid',
}

const postal: Partial<Record<PersonaHandle, string>> = {
  'partie-clinique': 'Clinique des Tilleuls, 12 allée des Tilleuls, 00000 Valmont-sur-Loire',
}

/** The address a notice goes to. */
export function addressOf(handle: PersonaHandle, channel: SendNotice['channel'] = 'email'): string {
  return channel === 'registered-letter' ? (postal[handle] ?? mailboxes[handle]) : mailboxes[handle]
}
