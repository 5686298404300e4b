import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { platform } from '../actions/platform/platform.js'
import { publishedTerms, termsInForce, type Terms } from '../actions/terms.js'
import type { Clock } from '../config/clock.js'
import { packageFolder } from '../config/package-folder.js'
import { PLATFORM } from '../identity/platform-person.js'
import type { Recorder } from '../recorder/recorder.js'
import type { TermsOfUse } from './schemas/session.js'
import { TermsError } from './terms-error.js'

const FOLDER = new URL('terms/', packageFolder)
const STREAM = 'platform-terms'

/** The texts of the terms of use, and what the ledger says of them. */
export class TermsDesk {
  private readonly texts: ReadonlyMap<string, string>

  /** @throws TermsError TERMS_TEXT_CHANGED when a file is not the text that was published */
  constructor(
    private readonly recorder: Recorder,
    private readonly clock: Clock,
  ) {
    this.texts = new Map(publishedTerms.map((terms) => [terms.version, textOf(terms)]))
  }

  /**
   * Tells the ledger of the versions it does not know.
   * @throws TermsError TERMS_TEXT_CHANGED when it knows one by another text
   */
  async publish(): Promise<void> {
    const { head } = await this.recorder.fold(STREAM, platform)
    for (const { version, sha256, inForceFrom } of publishedTerms) {
      const known = head.state.terms.get(version)
      if (known !== undefined && known !== sha256) throw changed(version)
      if (known !== undefined) continue
      await this.recorder.record({
        stream: STREAM,
        decider: platform,
        action: { kind: 'PublishTerms', version, sha256, inForceFrom },
        person: PLATFORM,
        // The key makes two nodes that start at once publish once.
        idempotency: { caller: PLATFORM.id, key: `terms ${version}`, bodyDigest: sha256 },
      })
    }
  }

  /** The text whose acceptance is asked for now. */
  inForce(): TermsOfUse {
    const terms = termsInForce(this.clock.now())
    return { ...terms, text: this.texts.get(terms.version)! }
  }
}

function textOf({ version, sha256 }: Terms): string {
  const bytes = readFileSync(new URL(`${version}.md`, FOLDER))
  if (hash('sha256', bytes) !== sha256) throw changed(version)
  return bytes.toString('utf8')
}

function changed(version: string): TermsError {
  return new TermsError(
    'TERMS_TEXT_CHANGED',
    `terms of use ${version}: not the text that was published; a new text needs a new version`,
  )
}
