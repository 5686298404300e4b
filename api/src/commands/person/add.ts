import { hash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { canonicalize, LedgerError, type JsonValue } from '@contremarque/ledger'
import type { z } from 'zod'
import { EnrolPerson } from '../../http/schemas/persons.js'
import { certificateCredential } from '../../identity/certificate-credential.js'
import { accountCredential, type BindableCredential } from '../../identity/credential.js'
import { PLATFORM } from '../../identity/platform-person.js'
import { failure, USAGE } from '../exit.js'
import { openNodeAt } from '../open-node.js'

export const help = `Usage: contremarque person add --data DIR --name NAME --role ROLE
         (--certificate FILE.pem | --issuer URL --subject SUBJECT)

Enrols a person in the ledger of DIR and binds what identifies him: a certificate, or an account with an
identity provider. It is how the first administrator comes in, who enrols the others over HTTP. The server
must not be running. What is recorded is recorded as the platform's; run again with the same words it
records nothing new.

Example:
  contremarque person add --data /srv/contremarque --name 'Claire Vasseur' --role administrateur \\
    --certificate vasseur.pem`

interface Asked extends BindableCredential {
  readonly data: string
  readonly person: z.infer<typeof EnrolPerson>
}

export async function run(argv: readonly string[]): Promise<number> {
  try {
    const asked = await read(argv)
    if (typeof asked === 'string') {
      console.error(`contremarque person add: ${asked}\n\n${help}`)
      return USAGE
    }
    console.log(await add(asked))
    return 0
  } catch (error) {
    return failure('person add', error)
  }
}

async function read(argv: readonly string[]): Promise<Asked | string> {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: option,
      name: option,
      role: option,
      certificate: option,
      issuer: option,
      subject: option,
    },
  })
  const { data, name, role, certificate, issuer, subject } = values
  if (data === undefined) return 'expected --data DIR'
  const person = EnrolPerson.safeParse({ name, role })
  if (!person.success) {
    const wrong = person.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`)
    return wrong.join('; ')
  }
  const isAccount = issuer !== undefined && subject !== undefined
  if ((certificate !== undefined) === isAccount) {
    return 'expected either --certificate FILE.pem or --issuer URL with --subject SUBJECT'
  }
  const bound = isAccount ? accountCredential(issuer, subject) : await certificateAt(certificate!)
  return { data, person: person.data, ...bound }
}

async function certificateAt(path: string) {
  try {
    const pem = await readFile(path)
    return certificateCredential(new Uint8Array(new X509Certificate(pem).raw))
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause
    throw new LedgerError('CERTIFICATE_MALFORMED', `${path}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

async function add({ data, person, credential, identifiers }: Asked): Promise<string> {
  const node = await openNodeAt(data)
  try {
    node.ledger.assertRecordable()
    const enrolled = await node.persons.enrol(person, PLATFORM, keyed('enrol', person))
    const words = { person: enrolled.person, ...credential }
    await node.persons.bind(
      enrolled.person,
      credential,
      identifiers,
      PLATFORM,
      keyed('bind', words),
    )
    await node.ledger.settle()
    return `${person.name}: ${enrolled.person}`
  } finally {
    await node.close()
  }
}

/** The same words, the same request: asked again it is answered as before. */
function keyed(what: string, words: JsonValue) {
  const bodyDigest = hash('sha256', canonicalize(words))
  return { caller: PLATFORM.id, key: `${what} ${bodyDigest}`, bodyDigest }
}
