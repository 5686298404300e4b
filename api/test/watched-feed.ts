import { LiveEvent } from '../src/http/schemas/ledger.js'

/** The live feed of a session, read over a real connection to a server that listens. */
export async function watchFeed(server: string, credentials: Record<string, string>) {
  const abort = new AbortController()
  const { body } = await fetch(`${server}/api/v1/events`, {
    headers: credentials,
    signal: abort.signal,
  })
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  const seen: LiveEvent[] = []
  const ids: (string | undefined)[] = []
  let text = ''
  return {
    seen,
    /** Of each event, what a browser would send back as Last-Event-ID. */
    ids,
    stop: () => abort.abort(),
    async until(isIt: (event: LiveEvent) => boolean): Promise<LiveEvent> {
      for (;;) {
        const found = seen.find(isIt)
        if (found !== undefined) return found
        const { value, done } = await reader.read()
        if (done) throw new RangeError('the feed ended before')
        text += value
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1]
          if (data === undefined) continue
          seen.push(LiveEvent.parse(JSON.parse(data)))
          ids.push(/^id: ?(.*)$/m.exec(block)?.[1])
        }
      }
    },
  }
}
