import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../ledger/test/external.ts'

/** From when until when, as `openssl ca` writes times. */
export type Validity = readonly [from: string, until: string]

export const PAST: Validity = ['200101000000Z', '210101000000Z']
export const NOW: Validity = ['200101000000Z', '491231000000Z']

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Authorities and certificates of servers, made by `openssl` in one folder: `<name>.crt`, `<name>.key`. */
export class StoreCertificates {
  constructor(private readonly folder: string) {}

  file(name: string): string {
    return join(this.folder, name)
  }

  makeAuthority(name: string): void {
    const files = ['-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.crt`)]
    const ca = ['-addext', 'basicConstraints=critical,CA:TRUE']
    openssl('req', '-x509', ...EC, ...files, '-subj', `/CN=${name}`, '-days', '2', ...ca)
  }

  /** Of the authority `issuer`, for one host. */
  make(name: string, issuer: string, host: string, [from, until]: Validity): void {
    const file = (end: string) => this.file(`${name}.${end}`)
    const named = ['-subj', `/CN=${name}`]
    openssl('req', ...EC, '-keyout', file('key'), '-out', file('csr'), ...named)
    writeFileSync(file('index'), '')
    writeFileSync(file('ext'), `subjectAltName=DNS:${host}\n`)
    const settings = `[ca]\ndefault_ca=d\n[d]\ndatabase=${file('index')}\nrand_serial=yes\nnew_certs_dir=${this.folder}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`
    writeFileSync(file('cnf'), settings)
    const by = ['-cert', this.file(`${issuer}.crt`), '-keyfile', this.file(`${issuer}.key`)]
    const times = ['-startdate', from, '-enddate', until, '-extfile', file('ext')]
    const what = ['-in', file('csr'), '-out', file('crt'), '-batch', '-notext']
    openssl('ca', '-config', file('cnf'), ...by, ...times, ...what)
  }
}

function openssl(...argv: string[]): void {
  const { status, stderr } = runProgram('openssl', argv)
  if (status !== 0) throw new RangeError(stderr)
}
