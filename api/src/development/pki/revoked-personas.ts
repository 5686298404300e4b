import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PERSONAS, type Persona, type PersonaHandle } from '../../identity/personas.js'

const LINE = /^([a-z-]+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/gm

/** Which personas' certificates the development authority revoked, and when: lines of a file. */
export class RevokedPersonas {
  private readonly path: string

  /** @param folder of the development authority */
  constructor(folder: string) {
    this.path = join(folder, 'revoked.txt')
  }

  /** By handle, milliseconds since 1970. */
  async list(): Promise<ReadonlyMap<PersonaHandle, number>> {
    const text = await readFile(this.path, 'utf8').catch(absent)
    const lines = [...text.matchAll(LINE)].map(([, handle, at]) => [handle!, at!] as const)
    return new Map(
      PERSONAS.flatMap(({ handle }) => {
        const line = lines.find(([revoked]) => revoked === handle)
        return line === undefined ? [] : [[handle, Date.parse(line[1])]]
      }),
    )
  }

  async revoke({ handle }: Persona, at: number): Promise<void> {
    await appendFile(this.path, `${handle} ${new Date(at).toISOString()}\n`, { flush: true })
  }
}

function absent(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
  throw error
}
