import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js'

/** Whom a server with access control lets in. */
export interface Known {
  readonly username: string
  readonly password: string
}

/** Refuses streams to everybody but the one who is known at the moment; undefined: to nobody. */
export function guard(known: () => Known | undefined): ServerInterceptor {
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, passOn) => {
            const shown = metadata.get('authorization')[0]
            if (!path.includes('streams') || isLetIn(shown, known())) passOn(metadata)
            else call.sendStatus({ code: status.UNAUTHENTICATED, details: 'Access Denied' })
          },
        })
      },
    })
}

function isLetIn(shown: unknown, known: Known | undefined): boolean {
  if (known === undefined) return true
  const { username, password } = known
  return shown === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
