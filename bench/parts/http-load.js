import { callers } from '../measure/callers.js'
import { Connection } from '../load/connection.js'

/**
 * The load generator: `count` connections, a request each at a time, with the paths in turn.
 * @returns closed-loop rate and latencies; a status that is not `status` ends it
 */
export async function run({ port, tls, paths, headers, count, seconds, kind, status = 201 }) {
  const idle = await Promise.all(Array.from({ length: count }, () => Connection.open(port, tls)))
  const opened = [...idle]
  const run = Date.now().toString(36)
  const body = bodies[kind]
  const task = async (number) => {
    const connection = idle.pop()
    const path = paths[number % paths.length]
    const fields = `${headers}idempotency-key: ${run}-${number}\r\n`
    const answer = await connection.request('POST', path, fields, body(number))
    idle.push(connection)
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.body}`)
  }
  const result = await callers({ count, seconds, task })
  for (const connection of opened) connection.close()
  return result
}

const bodies = {
  payment: (number) =>
    `{"kind":"RecordConsignation","amountCents":${1000 + number},"paidOn":"2026-03-20"}`,
}
