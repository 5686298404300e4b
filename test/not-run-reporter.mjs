/** Says at the end of a run which cross-checks did not run: what is skipped is never silent. */
export default class NotRunReporter {
  constructor(_globalConfig, { write = (text) => process.stderr.write(text) } = {}) {
    this.write = write
  }

  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults
      .flatMap(({ testResults: tests }) => tests)
      .filter(({ status, fullName }) => status === 'pending' && fullName.includes('NOT RUN'))
    for (const { fullName } of skipped) this.write(`${fullName}\n`)
    if (skipped.length > 0) this.write(`NOT RUN: ${skipped.length}, see above\n`)
  }
}
