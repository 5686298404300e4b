import NotRunReporter from './not-run-reporter.mjs'

test('the summary names every cross-check that did not run, and nothing else', () => {
  let written = ''
  const reporter = new NotRunReporter({}, { write: (text: string) => (written += text) })
  reporter.onRunComplete(new Set(), {
    testResults: [
      { testResults: [{ status: 'pending', fullName: 'tokens NOT RUN: openssl is missing' }] },
      { testResults: [{ status: 'passed', fullName: 'NOT RUN is a word' }] },
    ],
  })
  expect(written).toBe('tokens NOT RUN: openssl is missing\nNOT RUN: 1, see above\n')
})
