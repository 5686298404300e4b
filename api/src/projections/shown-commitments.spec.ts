import { shownCommitments } from './shown-commitments.js'

test('how a person was identified, whom a reader searched for and why data was erased stay out of the read models', () => {
  const commitment = (field: string) => ({ field, digest: '00'.repeat(32) })
  const commitments = [
    'address',
    'authentication',
    'erasureDecision',
    'erasureReference',
    'query',
    'title',
  ].map(commitment)
  expect(shownCommitments({ commitments })).toEqual([commitment('address'), commitment('title')])
})
