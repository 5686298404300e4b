import { readdirSync, readFileSync } from 'node:fs'

/** A tick of /proc in microseconds: Linux counts a hundred a second. */
const TICK = 10_000

/**
 * CPU time of each thread of a process, microseconds, by `name#id`; empty where there is no /proc. V8
 * names its helpers, Node its workers by the order they were started in.
 */
export function threadCpu(pid) {
  const used = new Map()
  for (const id of tasksOf(pid)) {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    used.set(`${name}#${id}`, (Number(user) + Number(system)) * TICK)
  }
  return used
}

/** What each thread used since `before`, by name (threads of one name added up), most first. */
export function threadsSince(before, pid) {
  const totals = new Map()
  for (const [thread, used] of threadCpu(pid)) {
    const [name, id] = thread.split('#')
    const label = Number(id) === pid ? 'main' : name
    totals.set(label, (totals.get(label) ?? 0) + used - (before.get(thread) ?? 0))
  }
  return [...totals]
    .map(([thread, microseconds]) => ({ thread, microseconds }))
    .filter(({ microseconds }) => microseconds > 0)
    .sort((a, b) => b.microseconds - a.microseconds)
}

function tasksOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}
