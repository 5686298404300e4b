import type { Timers } from '../config/timers.js'

/**
 * Real time for what is to come from outside: what came while this process was held up is taken in
 * first, so that nobody is told slow for it. A timer alone does not keep the process alive.
 */
export const arrivalTimers: Timers = {
  after(delay, task) {
    let arrived: NodeJS.Immediate | undefined
    // Immediates run after what has come in was read.
    const timer = setTimeout(() => (arrived = setImmediate(task)), delay)
    timer.unref()
    return () => {
      clearTimeout(timer)
      clearImmediate(arrived)
    }
  },
}
