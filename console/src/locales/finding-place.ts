import type { Place } from '@contremarque/ledger'

type Say = (key: string, values?: Record<string, unknown>) => string

const categories = ['expertise', 'journal', 'actor', 'console', 'platform']

/** Where a finding is, in words, the most precise members first. */
export function findingPlace(place: Place, say: Say): string {
  const parts: string[] = []
  const { stream, revision, bytes } = place
  if (stream !== undefined) {
    const words = { stream: streamName(stream, say), revision }
    parts.push(say(`verification.places.${revision === undefined ? 'stream' : 'entry'}`, words))
  }
  for (const member of ['leaf', 'batch', 'stamp', 'line'] as const) {
    const value = place[member]
    if (value !== undefined) parts.push(say(`verification.places.${member}`, { [member]: value }))
  }
  if (bytes !== undefined) {
    parts.push(say('verification.places.bytes', { start: bytes[0], end: bytes[1] - 1 }))
  }
  return parts.length === 0 ? say('verification.places.whole') : parts.join(', ')
}

/** « de l’expertise 6f1c9a52 »: its category in words, its id short. */
function streamName(stream: string, say: Say): string {
  const dash = stream.indexOf('-')
  const category = stream.slice(0, dash)
  if (!categories.includes(category)) return stream
  return `${say(`verification.streams.${category}`)} ${stream.slice(dash + 1, dash + 9)}`
}
