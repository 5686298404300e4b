/** Type and version of every entry of an export, `TermsAccepted 1`. */
export function frozenTypes(jsonl: string): string[] {
  const found: string[] = []
  for (const line of jsonl.split('\n')) {
    const der = /^\{"der":"([^"]*)"/.exec(line)?.[1]
    if (der === undefined) continue
    const content = new TextDecoder().decode(Uint8Array.fromBase64(der))
    const json = /\{"actor":.*"v":"contremarque\/entry\/1"\}/.exec(content)![0]
    const { type, typeVersion } = JSON.parse(json) as { type: string; typeVersion: number }
    found.push(`${type} ${typeVersion}`)
  }
  return found
}
