import { commitmentDigest, type CommitmentOpening } from '../../src/entry/commitment.ts'
import { CASE } from '../example-ledger.ts'
import { crypto, ORIGIN } from '../test-world.ts'
import type { CommitmentCase, Parts } from './part.ts'

const opening: CommitmentOpening = {
  origin: ORIGIN,
  stream: CASE,
  revision: 7,
  field: 'documents.0.name',
  salt: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  value: 'rapport d’expertise.pdf',
}

const unsupported = 'CANONICAL_FORM_UNSUPPORTED'

export function commitmentVectors(): Parts<CommitmentCase> {
  const good = (name: string, what: string, changes: Partial<CommitmentOpening>) => {
    const one = { ...opening, ...changes }
    return { name, what, opening: one, digest: commitmentDigest(one, crypto), opens: true }
  }
  const whole = good('text', 'a file name', {})
  const changed = (
    name: string,
    what: string,
    changes: Partial<CommitmentOpening>,
    opens: CommitmentCase['opens'] = false,
  ): CommitmentCase => ({ ...whole, name, what, opening: { ...opening, ...changes }, opens })
  return {
    cases: [
      whole,
      good('number', 'a size in bytes', { field: 'documents.0.size', value: 18_233 }),
      good('object', 'members in another order than RFC 8785 has them', {
        field: 'recipient',
        value: { street: '1 place du Palais', name: 'Élise “L’Hôte”', lines: [null, true] },
      }),
      changed('other-origin', 'opened for another ledger', { origin: ORIGIN.replace('0', '1') }),
      changed('other-stream', 'opened in another case', { stream: CASE.replace('6', '7') }),
      changed('other-revision', 'opened for another entry', { revision: 8 }),
      changed('other-field', 'opened for another field', { field: 'documents.1.name' }),
      changed('other-salt', 'another salt', { salt: opening.salt.replace('AAEC', 'AAED') }),
      changed('other-value', 'another value', { value: 'rapport d’expertise.PDF' }),
      changed('value-in-list', 'the value as the only member of a list', {
        value: [opening.value],
      }),
      changed('salt-cut', 'a salt of 31 bytes', { salt: 'A'.repeat(42) }, 'COMMITMENT_MALFORMED'),
      changed(
        'salt-stray-bits',
        'a salt in another spelling',
        { salt: `${opening.salt.slice(0, -1)}9` },
        'COMMITMENT_MALFORMED',
      ),
      changed('fraction', 'a number that is no integer', { value: 0.5 }, unsupported),
      changed('unsafe-integer', 'a number beyond 2^53', { value: 2 ** 53 }, unsupported),
      changed('not-composed', 'a text that is not NFC', { value: 'e\u0301' }, unsupported),
      changed('lone-surrogate', 'half of a character', { value: '\ud83d' }, unsupported),
    ],
  }
}
