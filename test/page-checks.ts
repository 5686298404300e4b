import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

/** Where to leave pictures for a person to look at; none unless asked. */
const shots = process.env['CONTREMARQUE_SHOTS']

/** Collects from now on what the browser complains of. */
export function listen(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (/Content Security Policy|\[Vue|\[intlify|TypeError/.test(text)) complaints.push(text)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

/** Until nothing moves any more but what goes on for ever: colours on their way are none of the theme's. */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(async () => {
    interface Movement {
      readonly effect: { getComputedTiming(): { readonly endTime: number } } | null
      readonly finished: Promise<unknown>
    }
    const { document } = globalThis as unknown as {
      document: { getAnimations(): readonly Movement[] }
    }
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

const require = createRequire(import.meta.url)
let axeSource: string | undefined

/** Straight to the engine: as an argument it would be copied four times on its way. */
async function bringAxe(page: Page): Promise<void> {
  axeSource ??= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
  const debug = await page.context().newCDPSession(page)
  await debug.send('Runtime.evaluate', { expression: `${axeSource}\n;0` })
  await debug.detach()
}

/** What axe finds; run through the debugger, as the page's policy lets no script in. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await stillness(page)
  if (!(await page.evaluate(() => 'axe' in globalThis))) await bringAxe(page)
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const { axe: tool } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: readonly Violation[] }> }
    }
    const { violations } = await tool.run({ resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' · ')}`)
  })
}

export async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined || shots === '') return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}
