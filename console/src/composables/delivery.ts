import type { Delivery } from '../api/types.ts'

/** Who conducts the expertise, who is heard in it, then the court. */
const order = [
  'expert',
  'sapiteur',
  'partie',
  'avocat',
  'medecin-designe',
  'medecin-conseil',
  'tiers',
  'greffe',
  'magistrat',
]

/** Deliveries in the order of documents as given, recipients by role and name within each. */
export function byRecipient(a: Delivery, b: Delivery): number {
  const rank = ({ recipient }: Delivery) => order.indexOf(recipient.role) + 1 || order.length + 1
  const name = ({ recipient }: Delivery) => recipient.name ?? ''
  return rank(a) - rank(b) || name(a).localeCompare(name(b), 'fr')
}

/** Made available and never opened by the recipient. */
export function isUnopened({ availableAt, firstOpenedAt }: Delivery): boolean {
  return availableAt !== null && firstOpenedAt === null
}

/** The last notice did not arrive: nothing was sent since. */
export function isBounced({ notices }: Delivery): boolean {
  return notices.at(-1)?.outcome?.kind === 'bounced'
}

/** Unopened by who is to read it: not by the court, nor by who can read it no more. As alerts count it. */
export function isOwed(delivery: Delivery): boolean {
  const { role, removedAt } = delivery.recipient
  const isCourt = role === 'magistrat' || role === 'greffe'
  return isUnopened(delivery) && !isCourt && removedAt === null
}

/** What somebody must look after. */
export function isGap(delivery: Delivery): boolean {
  return isBounced(delivery) || isOwed(delivery)
}
