export const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** `<host>/<name>/<32 hex digits>` (FORMATS §1). */
export const originForm = /^[a-z0-9.-]{1,128}(?::\d{1,5})?\/[a-z0-9][a-z0-9-]{0,63}\/[0-9a-f]{32}$/

/** A stream whose events are entries and therefore leaves (FORMATS §5). */
export const entryStreamForm =
  /^(?:(?:expertise|journal|actor|console)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|platform-[a-z][a-z0-9-]{0,63})$/

/** Whether a stream of this name holds entries. Untrusted: `name`. */
export function isEntryStream(name: string): boolean {
  return entryStreamForm.test(name)
}

/** A word of a closed list kept elsewhere: `medecin-designe`, `imap`. */
export const codeForm = /^[a-z0-9][a-z0-9.-]{0,63}$/

/** Whether the text is a code. Untrusted: `text`. */
export function isCode(text: string): boolean {
  return codeForm.test(text)
}

/** Lower-case. */
export function isUuid(text: string): boolean {
  return uuidForm.test(text)
}
