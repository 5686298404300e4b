/** A browser without scripts: keeps cookies by origin, follows redirects while it may. */
export class UserAgent {
  private readonly jars = new Map<string, Map<string, string>>()

  /** The first answer that redirects nowhere, or to an origin `isAllowed` refuses. */
  async visit(
    address: URL | string,
    isAllowed: (url: URL) => boolean = () => true,
  ): Promise<{ readonly url: URL; readonly answer: Response | undefined }> {
    let url = new URL(address)
    while (isAllowed(url)) {
      const answer = await this.fetch(url)
      const location = answer.headers.get('location')
      if (location === null) return { url, answer }
      url = new URL(location, url)
    }
    return { url, answer: undefined }
  }

  /** Presses the button of the only form of a page. */
  async submit(page: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const [, action] = /<form [^>]*action="([^"]+)"/.exec(page)!
    const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
    const all = [...hidden].map(([, name, value]) => [name!, value!])
    const body = new URLSearchParams([...all, ...Object.entries(fields)])
    return this.fetch(new URL(action!), {}, { method: 'POST', body })
  }

  /** One request as the browser sends it when its user follows a link, unless it is another. */
  async fetch(
    url: URL,
    headers: Readonly<Record<string, string>> = {},
    request: RequestInit = {},
  ): Promise<Response> {
    const jar = this.jars.get(url.origin) ?? new Map<string, string>()
    this.jars.set(url.origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      ...request,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie !== '' && { cookie }), ...headers },
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return answer
  }

  cookie(origin: string, name: string): string | undefined {
    return this.jars.get(origin)?.get(name)
  }
}
