import type { Middleware } from 'openapi-fetch'

const HEADER = 'Contremarque-Unattended'
/** What a person does to a page. */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const
/** Milliseconds for which somebody who did something is taken to be there. */
const ATTENDS = 60_000

let seenAt = performance.now()

for (const sign of SIGNS) {
  document.addEventListener(sign, () => (seenAt = performance.now()), {
    capture: true,
    passive: true,
  })
}

/** What the page asks because of news says that nobody may be there: it keeps no session from ending. */
export const attendance: Middleware = {
  onRequest({ request }) {
    if (performance.now() - seenAt > ATTENDS) request.headers.set(HEADER, 'true')
    return request
  },
}
