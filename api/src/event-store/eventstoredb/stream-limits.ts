/** `$tb` of a deleted stream, as JSON gives it: beyond the safe integers. */
const DELETED = 9_223_372_036_854_775_000

/** What metadata of a stream, untrusted, hides of it; undefined when nothing. */
export function hiddenBy(metadata: unknown): 'deletion' | 'truncation' | undefined {
  const { $tb, $maxCount, $maxAge } = membersOf(metadata)
  if (Number($tb) >= DELETED) return 'deletion'
  const isCut = [$tb, $maxCount, $maxAge].some((limit) => limit !== undefined)
  return isCut ? 'truncation' : undefined
}

/** Who may do what with a stream, as its metadata says; undefined or null when it does not. */
export function rightsIn(metadata: unknown): unknown {
  return membersOf(metadata)['$acl']
}

/** Of the untrusted JSON of an event; none when it is no object. */
export function membersOf(data: unknown): Readonly<Record<string, unknown>> {
  return (data ?? {}) as Readonly<Record<string, unknown>>
}
