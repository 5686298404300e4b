import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

interface BrowserProgram {
  readonly executablePath: string
  readonly env: Record<string, string>
}

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const cache = join(import.meta.dirname, '../node_modules/.cache/contremarque')

/** Makes @sparticuz/chromium unpack its own libraries too, which it does for one cloud only. */
const everything = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
const unpack = `
  import chromium from '@sparticuz/chromium'
  await chromium.executablePath()
`

/** Unpacks aside and renames, so that test files running at once never see half a browser. */
function unpackBundled(): string {
  const folder = join(cache, 'chromium')
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const aside = mkdtempSync(join(cache, 'unpacking-'))
  execFileSync(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...everything, TMPDIR: aside, TEMP: aside },
  })
  try {
    renameSync(aside, folder)
  } catch (error) {
    rmSync(aside, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function starts({ executablePath, env }: BrowserProgram): boolean {
  return spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env } }).status === 0
}

function bundledProgram(): BrowserProgram {
  const folder = unpackBundled()
  const fonts = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') }
  const plain = { executablePath: join(folder, 'chromium'), env: fonts }
  if (starts(plain)) return plain
  return { ...plain, env: { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023/lib') } }
}

function findProgram(): BrowserProgram {
  const executablePath = systemPaths.find((path) => existsSync(path))
  return executablePath === undefined ? bundledProgram() : { executablePath, env: {} }
}

/** A real Chromium: the system's, else the one that npm brought. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = findProgram()
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
  })
}
