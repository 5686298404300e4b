import { shownCommitments } from './shown-commitments.js'

test('how a person was identified is kept out of the read models, whatever else is committed', () => {
  const commitment = (field: string) => ({ field, digest: '00'.repeat(32) })
  const commitments = ['address', 'authentication', 'title'].map(commitment)
  expect(shownCommitments({ commitments })).toEqual([commitment('address'), commitment('title')])
})
