import { foldLigatures, personFacet } from './search-index.js'
import { EVERYTHING, type Viewer } from './viewer.js'

const MAX_WORDS = 12
const WORD = /[\p{L}\p{N}]/u

/**
 * The FTS5 query for every word of what someone typed (untrusted), each by its beginning, among what
 * the viewer may see. Undefined when nothing is left to search for.
 */
export function searchCondition(
  text: string,
  kind: 'case' | 'journal',
  viewer: Viewer,
): string | undefined {
  const words = foldLigatures(text.normalize('NFC'))
    .split(/\s+/u)
    .filter((word) => WORD.test(word))
    .slice(0, MAX_WORDS)
  if (words.length === 0) return undefined
  const phrases = words.map((word) => `"${word.replaceAll('"', '""')}"*`)
  const facets = viewer === EVERYTHING ? kind : `${kind} AND ${personFacet(viewer)}`
  return `text : (${phrases.join(' AND ')}) AND facets : (${facets})`
}
