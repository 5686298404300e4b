import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const REPOSITORY = join(import.meta.dirname, '../../..')

/** What docker-compose.yml says of one service. */
export interface Service {
  readonly image: string
  readonly build?: string
  readonly user: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt: readonly string[]
  readonly restart: string
  readonly command?: readonly string[]
  /** Null: of the shell, where it is set. */
  readonly environment?: Readonly<Record<string, string | null>>
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly ports?: readonly string[]
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly volumes: Readonly<Record<string, object>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

/** docker-compose.yml with its merge keys resolved, as compose does it. */
export function readComposeFile(): ComposeFile {
  return parse(inRepository('docker-compose.yml'), { merge: true }) as ComposeFile
}

export function inRepository(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8')
}

/** Each `SOURCE:TARGET[:ro]` of a service. */
export function mountsOf({ volumes = [] }: Service) {
  return volumes.map((mount) => {
    const [source = '', target = '', mode = 'rw'] = mount.split(':')
    return { source, target, isReadOnly: mode === 'ro', isNamed: !source.startsWith('.') }
  })
}

/** What compose puts for `${NAME:-default}` when nothing is set. */
export function withDefaults(text: string): string {
  return text.replace(/\$\{\w+:-([^}]*)\}/g, '$1')
}
