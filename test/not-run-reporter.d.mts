export default class NotRunReporter {
  constructor(globalConfig: unknown, context?: { readonly write?: (text: string) => void })
  onRunComplete(
    contexts: ReadonlySet<unknown>,
    results: {
      readonly testResults: readonly {
        readonly testResults: readonly { readonly status: string; readonly fullName: string }[]
      }[]
    },
  ): void
}
