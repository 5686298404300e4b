import { readFileSync } from 'node:fs'

/** Resident memory of a process in bytes, now and at its highest; undefined where there is no /proc. */
export function residentMemory(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const bytesOf = (name) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)[1])
    return { now: bytesOf('VmRSS'), highest: bytesOf('VmHWM') }
  } catch {
    return undefined
  }
}
