const CATEGORY = 'expertise-'

/** The stream of a case (FORMATS §5). @param id uuid of the case */
export function caseStream(id: string): string {
  return `${CATEGORY}${id}`
}

/** Uuid of the case whose stream this is; undefined for any other stream. */
export function caseOf(stream: string): string | undefined {
  return stream.startsWith(CATEGORY) ? stream.slice(CATEGORY.length) : undefined
}
