import type { CopyWatcher } from '../../store-copy/copy-ledger.js'

/** Milliseconds between two lines of one step. */
const EVERY = 2_000

/** Says on standard error how far a copy is: each step, and a line now and then within. */
export function tellProgress(): CopyWatcher {
  let last = performance.now()
  const now = (text: string): void => {
    last = performance.now()
    console.error(text)
  }
  const sometimes = (text: string): void => {
    if (performance.now() - last >= EVERY) now(text)
  }
  return {
    onSettling: () => now('sealing and time-stamping what is pending'),
    onCopying: () => now('copying'),
    onCopied: ({ read, copied }) => sometimes(`${read} events, ${copied} copied now`),
    onVerifying: ({ read, copied }) =>
      now(`${read} events are the same in both stores, ${copied} copied now; verifying`),
    onVerified: (entries) => sometimes(`${entries} entries verified`),
    onClosed: () => now('the old store is closed'),
  }
}
