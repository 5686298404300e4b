/** The one way to wait: tests bring their own and never sleep. */
export interface Timers {
  /** Calls `task` once after `delay` milliseconds; the function returned prevents it. */
  after(delay: number, task: () => void): () => void
}

/** Real time. A timer alone does not keep the process alive. */
export const systemTimers: Timers = {
  after(delay, task) {
    const timer = setTimeout(task, delay)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
