import type { FastifyReply } from 'fastify'

/** Answers with a file to be kept under this name, which is ours: no reader's words stand in it. */
export function sendFile(
  reply: FastifyReply,
  { name, type }: { readonly name: string; readonly type: string },
  content: unknown,
): FastifyReply {
  return reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(content)
}
