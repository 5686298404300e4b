import type { Delivery } from '../api/types.ts'

/** Made available and never opened by the recipient. */
export function isUnopened({ availableAt, firstOpenedAt }: Delivery): boolean {
  return availableAt !== null && firstOpenedAt === null
}

/** The last known outcome of the notice is that it did not arrive. */
export function isBounced({ noticeOutcome }: Delivery): boolean {
  return noticeOutcome?.outcome === 'bounced'
}

/** What somebody must look after. */
export function isGap(delivery: Delivery): boolean {
  return isBounced(delivery) || isUnopened(delivery)
}
