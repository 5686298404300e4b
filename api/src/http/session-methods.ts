import type { SessionMethod } from './schemas/session.js'

/** The ways in which somebody can be identified here, as the session page offers them. */
export class SessionMethods {
  /** @param offered asked at each request: a port is known once it is listened on */
  constructor(private readonly offered: () => readonly SessionMethod[]) {}

  list(): SessionMethod[] {
    return [...this.offered()]
  }
}
