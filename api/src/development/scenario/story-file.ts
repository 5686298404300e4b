import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../../files/durable-file.js'
import { StoryError } from './story-error.js'

const form = z.strictObject({
  v: z.literal('contremarque/story/1'),
  /** First Monday of the story. */
  monday: z.iso.date(),
  /** Scenes told to their end, and milliseconds of the story up to which something may be recorded. */
  told: z.int().nonnegative(),
  reached: z.int(),
  /** Whether the story has joined real time. */
  joined: z.boolean(),
  /** Live scenes played. */
  played: z.int().nonnegative(),
})

/** How far the story is: a hint for resuming, the recorder's idempotency keys decide. */
export type StoryProgress = z.infer<typeof form>

export function newProgress(monday: string, reached: number): StoryProgress {
  return { v: 'contremarque/story/1', monday, told: 0, reached, joined: false, played: 0 }
}

/** `development/story.json` of a data folder, or undefined. @throws StoryError STORY_MALFORMED */
export async function readProgress(folder: string): Promise<StoryProgress | undefined> {
  const text = await readFile(pathIn(folder), 'utf8').catch(absent)
  if (text === undefined) return undefined
  const parsed = form.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new StoryError('STORY_MALFORMED', 'development/story.json does not fit')
}

/** Durable when it resolves. */
export async function writeProgress(folder: string, progress: StoryProgress): Promise<void> {
  await mkdir(join(folder, 'development'), { recursive: true, mode: 0o700 })
  await writeDurably(pathIn(folder), `${JSON.stringify(progress, null, 2)}\n`)
}

function pathIn(folder: string): string {
  return join(folder, 'development', 'story.json')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new StoryError('STORY_MALFORMED', 'development/story.json is not JSON', { cause })
  }
}

function absent(error: unknown): undefined {
  if ((error as { code?: unknown }).code === 'ENOENT') return undefined
  throw error
}
