import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Founder } from '../../ledger-folder/founding.js'
import { hipCaseExpertise } from './hip-case-expertise.js'
import { hipCaseOpening } from './hip-case-opening.js'
import { liveScenes } from './live-scenes.js'
import { Narrator } from './narrator.js'
import { otherCases } from './other-cases.js'
import { ScenarioClock } from './scenario-clock.js'
import type { Scene } from './scene.js'
import type { Stage } from './stage.js'
import { StoryCalendar } from './story-calendar.js'
import { newProgress, readProgress, writeProgress, type StoryProgress } from './story-file.js'

/** No scene lasts longer: a story resumed after a crash goes on later than anything recorded. */
const LONGEST_SCENE = 300_000

/** What `next` did: `played` is null when no scene is left. */
export interface PlayedScene {
  readonly played: {
    readonly id: string
    readonly title: string
    /** Uuid of the case. */
    readonly case: string | null
  } | null
  readonly left: number
}

/**
 * The demo story of one data folder. Telling and playing are resumable: after a crash the same call
 * goes on where it stopped, and nothing is recorded twice.
 */
export class Story {
  /** To be shared by recorder, sealer, stamper and development TSA. */
  readonly clock: ScenarioClock
  readonly #folder: string
  readonly #calendar: StoryCalendar
  #progress: StoryProgress
  #narrator: Narrator | undefined
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, progress: StoryProgress, real: () => number) {
    this.#folder = folder
    this.#progress = progress
    this.#calendar = new StoryCalendar(progress.monday)
    this.clock = new ScenarioClock(progress.joined ? null : progress.reached, real)
  }

  /**
   * The story of a folder: a new one where no ledger is, the one that came with the ledger, or
   * undefined where a ledger was made without. `real`: milliseconds since 1970.
   */
  static async of(folder: string, real: () => number = Date.now): Promise<Story | undefined> {
    const known = await readProgress(folder)
    if (await exists(join(folder, 'ledger.json'))) {
      if (known === undefined) return undefined
      return new Story(folder, { ...known, reached: known.reached + LONGEST_SCENE }, real)
    }
    const calendar = StoryCalendar.endingAt(real())
    return new Story(folder, newProgress(calendar.monday, calendar.at(0, '08:00')), real)
  }

  /** The founder of a ledger that begins with this story: both come into being or none. */
  founder(inner: Founder): Founder {
    return async (paths) => {
      const founding = await inner(paths)
      await writeProgress(this.#folder, this.#progress)
      return founding
    }
  }

  /** Tells what has not been told yet, each scene sealed and time-stamped at its own time, then joins real time. */
  tell(stage: Stage): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#progress.joined) return
      // What the ledger was told before the story is stamped before the clock moves on.
      await stage.settle({ heartbeat: false })
      await this.#narrate(stage)
      this.clock.join()
      await this.#save({ joined: true })
      await stage.settle({ heartbeat: true })
    })
  }

  /** Plays the next live scene at real time; sealed and time-stamped when it resolves. */
  next(stage: Stage): Promise<PlayedScene> {
    return this.#inTurn(async () => {
      const scene = liveScenes[this.#progress.played]
      if (scene === undefined) return { played: null, left: 0 }
      const narrator = await this.#narrate(stage)
      narrator.begin(scene.id)
      await scene.play(narrator)
      await stage.settle({ heartbeat: false })
      await this.#save({ played: this.#progress.played + 1 })
      const { id, title } = scene
      const played = { id, title, case: narrator.caseId(scene.case) }
      return { played, left: liveScenes.length - this.#progress.played }
    })
  }

  /** A narrator who knows everything told so far. */
  async #narrate(stage: Stage): Promise<Narrator> {
    if (this.#narrator !== undefined) return this.#narrator
    const narrator = new Narrator(stage, this.#calendar)
    for (const [index, scene] of toldScenes.entries()) {
      if (index < this.#progress.told) await narrator.retell(scene.id, () => scene.play(narrator))
      else await this.#tellScene(scene, narrator, stage)
    }
    for (const scene of liveScenes.slice(0, this.#progress.played)) {
      await narrator.retell(scene.id, () => scene.play(narrator))
    }
    this.#narrator = narrator
    return narrator
  }

  async #tellScene(scene: Scene, narrator: Narrator, stage: Stage): Promise<void> {
    this.clock.moveTo(this.#calendar.at(scene.day, scene.time))
    await this.#save({ reached: this.clock.now() })
    // A fresh anchor: what follows is not older than this hour.
    await stage.settle({ heartbeat: true })
    narrator.begin(scene.id)
    await scene.play(narrator)
    await stage.settle({ heartbeat: false })
    await this.#save({ told: this.#progress.told + 1 })
  }

  async #save(change: Partial<StoryProgress>): Promise<void> {
    this.#progress = { ...this.#progress, ...change }
    await writeProgress(this.#folder, this.#progress)
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(act)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** In the order in which they are told. */
export const toldScenes: readonly Scene[] = [
  ...hipCaseOpening,
  ...hipCaseExpertise,
  ...otherCases,
].sort((a, b) => a.day - b.day || (a.time < b.time ? -1 : 1))

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    // Unreadable is as good as absent here: whoever opens the folder says why.
    return false
  }
}
